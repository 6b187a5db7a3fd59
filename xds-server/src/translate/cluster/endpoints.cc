// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "translate/cluster/cluster.h"
#include "translate/cluster/locality.h"

namespace weft::translate {
namespace {

using ::envoy::config::endpoint::v3::ClusterLoadAssignment;
using registry::Endpoint;

bool IsIpLiteral(const std::string& address) {
  in6_addr parsed;
  return inet_pton(AF_INET, address.c_str(), &parsed) == 1 || inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
}

void AddEndpoint(const Endpoint& endpoint, uint32_t port, bool healthy,
                 ::envoy::config::endpoint::v3::LocalityLbEndpoints& group) {
  auto& proto = *group.add_lb_endpoints();
  if (healthy) proto.set_health_status(::envoy::config::core::v3::HEALTHY);
  proto.mutable_load_balancing_weight()->set_value(endpoint.weight);
  auto& address = *proto.mutable_endpoint()->mutable_address()->mutable_socket_address();
  address.set_address(endpoint.address);
  address.set_port_value(port);
}

void AddGroup(const EndpointGroup& group, int port_index, bool healthy, ClusterLoadAssignment& assignment) {
  auto& proto = *assignment.add_endpoints();
  auto& place = *proto.mutable_locality();
  place.set_region(group.locality.region);
  place.set_zone(group.locality.zone);
  place.set_sub_zone(group.locality.sub_zone);
  proto.set_priority(group.priority);
  for (const Endpoint* endpoint : group.endpoints) AddEndpoint(*endpoint, endpoint->ports[port_index], healthy, proto);
  const uint64_t most = std::numeric_limits<uint32_t>::max();
  proto.mutable_load_balancing_weight()->set_value(static_cast<uint32_t>(std::min(group.weight, most)));
}

// By address, each once: an address counts as the first that has it.
std::vector<const Endpoint*> Distinct(std::vector<const Endpoint*> endpoints, int port_index) {
  std::set<std::pair<std::string_view, uint32_t>> seen;
  std::erase_if(endpoints,
                [&](const Endpoint* endpoint) { return !seen.emplace(endpoint->address, endpoint->ports[port_index]).second; });
  std::sort(endpoints.begin(), endpoints.end(), [&](const Endpoint* a, const Endpoint* b) {
    return std::tie(a->address, a->ports[port_index]) < std::tie(b->address, b->ports[port_index]);
  });
  return endpoints;
}

}  // namespace

ClusterLoadAssignment MakeEndpoints(const std::string& name, const FoundCluster& found, const Client& client) {
  std::vector<const Endpoint*> endpoints = SelectEndpoints(found);
  std::erase_if(endpoints, [](const Endpoint* endpoint) { return !IsIpLiteral(endpoint->address); });
  ClusterLoadAssignment assignment;
  assignment.set_cluster_name(name);
  for (const EndpointGroup& group : PlaceEndpoints(Distinct(std::move(endpoints), found.port_index), found.policy, client)) {
    AddGroup(group, found.port_index, true, assignment);
  }
  return assignment;
}

ClusterLoadAssignment MakeNames(const std::string& name, const FoundCluster& found, const Client& client) {
  ClusterLoadAssignment assignment;
  assignment.set_cluster_name(name);
  const std::vector<const Endpoint*> endpoints = Distinct(SelectEndpoints(found), found.port_index);
  for (const EndpointGroup& group : PlaceEndpoints(endpoints, found.policy, client)) {
    AddGroup(group, found.port_index, false, assignment);
  }
  return assignment;
}

}  // namespace weft::translate
