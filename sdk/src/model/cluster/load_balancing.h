// SPDX-License-Identifier: Apache-2.0
// How a cluster's calls spread over the endpoints of a locality: one value a policy, with its parameters.
// Source: envoy.config.cluster.v3.Cluster, lb_policy and lb_config.
#pragma once

#include <variant>

namespace weft::model {

// In turn, in proportion to the endpoints' weights.
struct RoundRobin {
  static constexpr const char* kName = "round robin";
  bool operator==(const RoundRobin&) const = default;
};

// Of two endpoints that are drawn by weight the one with fewer requests in flight.
struct LeastRequest {
  static constexpr const char* kName = "least request";
  bool operator==(const LeastRequest&) const = default;
};

// Drawn by weight.
struct RandomEndpoint {
  static constexpr const char* kName = "random";
  bool operator==(const RandomEndpoint&) const = default;
};

using LoadBalancing = std::variant<RoundRobin, LeastRequest, RandomEndpoint>;

// For people: "round robin", "least request", "random".
inline const char* NameOf(const LoadBalancing& policy) {
  return std::visit([](const auto& one) { return one.kName; }, policy);
}

}  // namespace weft::model
