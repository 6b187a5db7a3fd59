// SPDX-License-Identifier: Apache-2.0
// Short ways to write tables, clusters and requests down in tests.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/balance/cluster.h"
#include "engine/route/route_table.h"
#include "model/cluster.h"
#include "model/route.h"
#include "weft/request.h"

namespace weft::engine::testing {

inline model::Route RouteTo(std::string name, model::PathMatcher::Type type, std::string path) {
  model::Route route;
  route.name = std::move(name);
  route.match.path = {type, std::move(path), false};
  route.clusters = {{route.name, 1}};
  return route;
}

inline model::Route PrefixRoute(std::string name, std::string path = "/") {
  return RouteTo(std::move(name), model::PathMatcher::Type::kPrefix, std::move(path));
}

inline model::HeaderMatcher HeaderIs(std::string name, std::string value) {
  model::HeaderMatcher header;
  header.name = std::move(name);
  header.string.value = std::move(value);
  return header;
}

inline model::RouteTable OneHost(std::vector<model::Route> routes) { return {"table", {{"any", {"*"}, std::move(routes)}}}; }

inline RequestHead Get(std::string_view path, absl::Span<const HeaderRef> headers = {}) {
  RequestHead head;
  head.authority = "reviews:9080";
  head.path = path;
  head.headers = headers;
  return head;
}

// The name of the route that takes the request; "none" when none does.
inline std::string NameOfMatch(const CompiledRouteTable& table, const RequestHead& head) {
  Random random(1);
  const CompiledRoute* route = table.Match(head, random);
  return route == nullptr ? "none" : route->name;
}

inline std::string NameOfMatch(const model::RouteTable& table, const RequestHead& head) {
  return NameOfMatch(**CompiledRouteTable::Compile(table), head);
}

inline model::Cluster ClusterWith(const model::LoadBalancing& policy) {
  model::Cluster cluster;
  cluster.name = "reviews";
  cluster.load_balancing = policy;
  return cluster;
}

// A version of the cluster "reviews"; endpoints that `states` has keep their state.
inline std::shared_ptr<const LoadBalancedCluster> BuildCluster(const model::LoadBalancing& policy,
                                                               std::vector<model::LocalityEndpoints> localities,
                                                               EndpointStates& states, uint64_t seed = 99) {
  Random random(seed);
  const model::Endpoints endpoints{"reviews", std::move(localities)};
  states.Update(endpoints, TimePoint());
  return LoadBalancedCluster::Build(ClusterWith(policy), endpoints, states, random);
}
// One that nothing came before.
inline std::shared_ptr<const LoadBalancedCluster> BuildCluster(const model::LoadBalancing& policy,
                                                               std::vector<model::LocalityEndpoints> localities,
                                                               uint64_t seed = 99) {
  EndpointStates states;
  return BuildCluster(policy, std::move(localities), states, seed);
}

// Endpoints 10.0.<third>.1, 10.0.<third>.2, ... on port 9080 of the given weights.
inline model::LocalityEndpoints LocalityOf(const std::vector<uint32_t>& weights, uint32_t locality_weight = 1, int third = 0) {
  model::LocalityEndpoints locality;
  locality.weight = locality_weight;
  for (size_t i = 0; i < weights.size(); ++i) {
    const std::string address = "10.0." + std::to_string(third) + "." + std::to_string(i + 1);
    locality.endpoints.push_back({address, 9080, weights[i], model::Health::kUnknown});
  }
  return locality;
}

}  // namespace weft::engine::testing
