// A group of endpoints and how calls spread over it. Source: envoy.config.cluster.v3 and envoy.config.endpoint.v3.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/route.h"
#include "weft/bootstrap.h"

namespace weft::model {

enum class LbPolicy : uint8_t { kRoundRobin, kLeastRequest, kRandom };
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

struct Cluster {
  enum class Type : uint8_t { kEds, kDns };
  std::string name;
  Type type = Type::kEds;
  std::string eds_service_name;  // the EDS resource; the cluster's name unless said otherwise
  LbPolicy lb_policy = LbPolicy::kRoundRobin;
  Duration connect_timeout = std::chrono::seconds(10);
  std::optional<Endpoints> assignment;  // kDns: the names to resolve
  bool operator==(const Cluster&) const = default;
};

}  // namespace weft::model
