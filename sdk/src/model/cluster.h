// SPDX-License-Identifier: Apache-2.0
// A group of endpoints and how they are called: one value for each policy. Source: envoy.config.cluster.v3.
//
// A policy is a value with == in a header of model/cluster/ and a field here.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "model/cluster/endpoints.h"
#include "model/cluster/load_balancing.h"
#include "model/units.h"

namespace weft::model {

struct Cluster {
  enum class Type : uint8_t { kEds, kDns };
  std::string name;
  Type type = Type::kEds;
  std::string eds_service_name;         // the EDS resource; the cluster's name unless configured otherwise
  std::optional<Endpoints> assignment;  // kDns: the names to resolve
  LoadBalancing load_balancing;
  Duration connect_timeout = std::chrono::seconds(10);
  bool operator==(const Cluster&) const = default;
};

}  // namespace weft::model
