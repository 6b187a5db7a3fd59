// SPDX-License-Identifier: Apache-2.0
// Where the members of a cluster are. Source: envoy.config.endpoint.v3.ClusterLoadAssignment.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "weft/bootstrap.h"

namespace weft::model {

enum class Health : uint8_t { kUnknown, kHealthy, kUnhealthy, kDraining, kTimeout, kDegraded };

struct Endpoint {
  std::string address;  // an IP literal; a name in clusters of type kDns
  uint16_t port = 0;
  uint32_t weight = 1;
  Health health = Health::kUnknown;  // unknown and healthy take calls
  bool operator==(const Endpoint&) const = default;
};

struct LocalityEndpoints {
  Locality locality;
  uint32_t weight = 1;
  uint32_t priority = 0;
  std::vector<Endpoint> endpoints;
  bool operator==(const LocalityEndpoints&) const = default;
};

struct Endpoints {
  std::string cluster_name;
  std::vector<LocalityEndpoints> localities;  // priorities are gap-free from 0
  bool operator==(const Endpoints&) const = default;
};

}  // namespace weft::model
