// SPDX-License-Identifier: Apache-2.0
// The loadBalancer block of a DestinationRule: how an endpoint is chosen.
// Semantics: https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings
#pragma once

#include <optional>
#include <string>

#include "manifest/destination_rule/consistent_hash.h"
#include "manifest/destination_rule/locality_setting.h"
#include "manifest/object/field.h"

namespace weft::manifest {

struct LoadBalancer {
  enum class Simple { kUnspecified, kRoundRobin, kLeastRequest, kRandom, kPassthrough };
  Simple simple = Simple::kUnspecified;
  std::optional<ConsistentHash> hash;  // in the place of `simple`
  std::optional<LocalitySetting> locality;
  std::string origin;  // where it was written, for people
};

// Nothing when the block is absent.
std::optional<LoadBalancer> ParseLoadBalancer(const Field& field);

void CheckLoadBalancer(const Field& field, Report& report);

}  // namespace weft::manifest
