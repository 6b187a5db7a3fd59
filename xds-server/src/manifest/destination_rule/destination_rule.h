// SPDX-License-Identifier: Apache-2.0
// DestinationRule (networking.istio.io): subsets of a host and how calls spread over its endpoints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/destination_rule/traffic_policy.h"
#include "manifest/object/object.h"

namespace weft::manifest {

struct Subset {
  std::string name;
  Labels labels;
  std::optional<TrafficPolicy> policy = {};
};

struct DestinationRule {
  Meta meta;
  std::string host;
  std::vector<Subset> subsets;
  std::optional<TrafficPolicy> policy;
  std::vector<std::string> export_to;
};

absl::StatusOr<DestinationRule> ParseDestinationRule(const Json& object);

}  // namespace weft::manifest
