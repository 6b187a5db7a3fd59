// SPDX-License-Identifier: Apache-2.0
#include "translate/cluster/cluster.h"

#include "translate/cluster/balancer.h"
#include "translate/cluster/circuit_breaker.h"
#include "translate/cluster/ejection.h"
#include "translate/cluster/upstream_protocol.h"
#include "translate/naming/pack.h"

namespace weft::translate {
namespace {

using ::envoy::config::cluster::v3::Cluster;

constexpr absl::Duration kConnectTimeout = absl::Seconds(10);

void AddName(const registry::Endpoint& endpoint, uint32_t port, ::envoy::config::endpoint::v3::LocalityLbEndpoints& group) {
  auto* lb_endpoint = group.add_lb_endpoints();
  auto* address = lb_endpoint->mutable_endpoint()->mutable_address()->mutable_socket_address();
  address->set_address(endpoint.address);
  address->set_port_value(port);
  lb_endpoint->mutable_load_balancing_weight()->set_value(endpoint.weight);
}

// Some clients accept exactly one name.
void SetNames(const ClusterContext& context, const std::string& name, Cluster& cluster) {
  cluster.set_type(Cluster::LOGICAL_DNS);
  auto* assignment = cluster.mutable_load_assignment();
  assignment->set_cluster_name(name);
  auto* group = assignment->add_endpoints();
  group->mutable_locality();
  uint32_t weight = 0;
  for (const registry::Endpoint* endpoint : SelectEndpoints(context.found)) {
    if (weight > 0 && !context.client.Can(Capability::kLogicalDnsNames)) break;
    AddName(*endpoint, endpoint->ports[context.found.port_index], *group);
    weight += endpoint->weight;
  }
  group->mutable_load_balancing_weight()->set_value(weight == 0 ? 1 : weight);
}

// An Envoy, say, takes a LOGICAL_DNS cluster with exactly one name. It asks for IPv6 addresses first if it is not told
// otherwise, and does not try the others when those lead nowhere.
void SetResolvedNames(const ClusterContext& context, const std::string& name, Cluster& cluster) {
  *cluster.mutable_load_assignment() = MakeNames(name, context.found, context.client);
  const auto& groups = cluster.load_assignment().endpoints();
  const bool one = groups.size() == 1 && groups[0].lb_endpoints_size() == 1;
  cluster.set_type(one ? Cluster::LOGICAL_DNS : Cluster::STRICT_DNS);
  cluster.set_dns_lookup_family(Cluster::V4_PREFERRED);
}

void SetDiscovery(const ClusterContext& context, const std::string& name, Cluster& cluster) {
  if (context.found.service->discovery == registry::Service::Discovery::kDns) {
    if (context.client.Can(Capability::kStrictDns))
      SetResolvedNames(context, name, cluster);
    else
      SetNames(context, name, cluster);
    return;
  }
  cluster.set_type(Cluster::EDS);
  auto* eds = cluster.mutable_eds_cluster_config();
  eds->set_service_name(name);
  eds->mutable_eds_config()->mutable_ads();
  eds->mutable_eds_config()->set_resource_api_version(::envoy::config::core::v3::V3);
}

absl::Duration ConnectTimeout(const ClusterContext& context) {
  const manifest::ConnectionPool* pool = context.found.policy.connection_pool;
  if (pool == nullptr || !context.client.Can(Capability::kConnectTimeout)) return kConnectTimeout;
  return pool->connect_timeout.value_or(kConnectTimeout);
}

// Blocks that are other ones for the port than for all, where the client has one policy for all ports.
void LeaveOutPortSettings(const ClusterContext& context) {
  const FoundCluster& found = context.found;
  if (context.client.Can(Capability::kPortLevelSettings)) return;
  const uint32_t port = found.service->ports[found.port_index].number;
  const manifest::AppliedPolicy of_port = found.rule.PolicyOf(found.subset, port);
  const auto compare = [&](const auto* here, const auto* sent) {
    if (here != nullptr && here != sent) context.LeaveOut(here->origin, clients::WhyWithout(Capability::kPortLevelSettings));
  };
  compare(of_port.load_balancer, found.policy.load_balancer);
  compare(of_port.connection_pool, found.policy.connection_pool);
  compare(of_port.outlier_detection, found.policy.outlier_detection);
}

}  // namespace

Cluster MakeCluster(const ClusterContext& context, const std::string& name) {
  Cluster cluster;
  cluster.set_name(name);
  SetDuration(ConnectTimeout(context), cluster.mutable_connect_timeout());
  SetDiscovery(context, name, cluster);
  SetBalancer(context, cluster);
  SetCircuitBreakers(context, cluster);
  SetOutlierDetection(context, cluster);
  SetUpstreamProtocol(context, cluster);
  LeaveOutPortSettings(context);
  return cluster;
}

}  // namespace weft::translate
