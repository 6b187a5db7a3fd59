#include "translate/cluster.h"

#include "translate/pack.h"

namespace weft::translate {
namespace {

using ::envoy::config::cluster::v3::Cluster;
using manifest::LoadBalancer;

constexpr absl::Duration kConnectTimeout = absl::Seconds(10);

Cluster::LbPolicy PolicyOf(const FoundCluster& found, Flavor flavor) {
  if (flavor == Flavor::kGrpc) return Cluster::ROUND_ROBIN;
  LoadBalancer balancer = found.rule.load_balancer;
  if (found.subset != nullptr && found.subset->load_balancer != LoadBalancer::kUnspecified) {
    balancer = found.subset->load_balancer;
  }
  switch (balancer) {
    case LoadBalancer::kRoundRobin:
      return Cluster::ROUND_ROBIN;
    case LoadBalancer::kRandom:
      return Cluster::RANDOM;
    default:
      return Cluster::LEAST_REQUEST;
  }
}

void AddName(const registry::Endpoint& endpoint, uint32_t port, ::envoy::config::endpoint::v3::LocalityLbEndpoints& group) {
  auto* lb_endpoint = group.add_lb_endpoints();
  auto* address = lb_endpoint->mutable_endpoint()->mutable_address()->mutable_socket_address();
  address->set_address(endpoint.address);
  address->set_port_value(port);
  lb_endpoint->mutable_load_balancing_weight()->set_value(endpoint.weight);
}

// Stock gRPC accepts exactly one name.
void SetNames(const std::string& name, const FoundCluster& found, Flavor flavor, Cluster& cluster) {
  auto* assignment = cluster.mutable_load_assignment();
  assignment->set_cluster_name(name);
  auto* group = assignment->add_endpoints();
  group->mutable_locality();
  uint32_t weight = 0;
  for (const registry::Endpoint* endpoint : SelectEndpoints(found)) {
    if (flavor == Flavor::kGrpc && weight > 0) break;
    AddName(*endpoint, endpoint->ports[found.port_index], *group);
    weight += endpoint->weight;
  }
  group->mutable_load_balancing_weight()->set_value(weight == 0 ? 1 : weight);
}

}  // namespace

Cluster MakeCluster(const std::string& name, const FoundCluster& found, Flavor flavor) {
  Cluster cluster;
  cluster.set_name(name);
  SetDuration(kConnectTimeout, cluster.mutable_connect_timeout());
  cluster.set_lb_policy(PolicyOf(found, flavor));
  if (found.service->discovery == registry::Service::Discovery::kDns) {
    cluster.set_type(Cluster::LOGICAL_DNS);
    SetNames(name, found, flavor, cluster);
    return cluster;
  }
  cluster.set_type(Cluster::EDS);
  auto* eds = cluster.mutable_eds_cluster_config();
  eds->set_service_name(name);
  eds->mutable_eds_config()->mutable_ads();
  eds->mutable_eds_config()->set_resource_api_version(::envoy::config::core::v3::V3);
  return cluster;
}

}  // namespace weft::translate
