#include <arpa/inet.h>

#include <map>
#include <string>
#include <utility>

#include "translate/cluster.h"

namespace weft::translate {
namespace {

using ::envoy::config::endpoint::v3::ClusterLoadAssignment;

bool IsIpLiteral(const std::string& address) {
  in6_addr parsed;
  return inet_pton(AF_INET, address.c_str(), &parsed) == 1 || inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
}

// Address and port -> weight.
using Group = std::map<std::pair<std::string, uint32_t>, uint32_t>;

void AddGroup(const registry::Locality& locality, const Group& group, ClusterLoadAssignment& assignment) {
  auto* proto = assignment.add_endpoints();
  auto* place = proto->mutable_locality();
  place->set_region(locality.region);
  place->set_zone(locality.zone);
  place->set_sub_zone(locality.sub_zone);
  uint32_t total = 0;
  for (const auto& [where, weight] : group) {
    auto* endpoint = proto->add_lb_endpoints();
    endpoint->set_health_status(::envoy::config::core::v3::HEALTHY);
    endpoint->mutable_load_balancing_weight()->set_value(weight);
    auto* address = endpoint->mutable_endpoint()->mutable_address()->mutable_socket_address();
    address->set_address(where.first);
    address->set_port_value(where.second);
    total += weight;
  }
  proto->mutable_load_balancing_weight()->set_value(total);
}

}  // namespace

ClusterLoadAssignment MakeEndpoints(const std::string& name, const FoundCluster& found) {
  ClusterLoadAssignment assignment;
  assignment.set_cluster_name(name);
  std::map<registry::Locality, Group> groups;
  std::map<std::pair<std::string, uint32_t>, registry::Locality> seen;  // an address counts in the first locality that has it
  for (const registry::Endpoint* endpoint : SelectEndpoints(found)) {
    std::pair<std::string, uint32_t> where{endpoint->address, endpoint->ports[found.port_index]};
    if (!IsIpLiteral(where.first) || !seen.emplace(where, endpoint->locality).second) continue;
    groups[endpoint->locality].emplace(std::move(where), endpoint->weight);
  }
  for (const auto& [locality, group] : groups) AddGroup(locality, group, assignment);
  return assignment;
}

}  // namespace weft::translate
