// SPDX-License-Identifier: Apache-2.0
// Small xDS responses for tests, shaped as xds-server sends them.
#pragma once

#include <string>
#include <vector>

#include "base/type_urls.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "envoy/service/discovery/v3/discovery.pb.h"

namespace weft::xds {

using TestResponse = envoy::service::discovery::v3::DiscoveryResponse;

inline TestResponse EmptyResponse(ResourceType type, const std::string& version) {
  TestResponse response;
  response.set_type_url(std::string(TypeUrl(type)));
  response.set_version_info(version);
  response.set_nonce("nonce-" + version);
  return response;
}

inline TestResponse ListenerResponse(const std::string& name, const std::string& routes, const std::string& version) {
  envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager manager;
  manager.mutable_rds()->mutable_config_source()->mutable_ads();
  manager.mutable_rds()->set_route_config_name(routes);
  envoy::config::listener::v3::Listener listener;
  listener.set_name(name);
  listener.mutable_api_listener()->mutable_api_listener()->PackFrom(manager);
  TestResponse response = EmptyResponse(ResourceType::kListener, version);
  response.add_resources()->PackFrom(listener);
  return response;
}

// One virtual host "*" whose only route spreads evenly over the clusters.
inline envoy::config::route::v3::RouteConfiguration Routes(const std::string& name, const std::vector<std::string>& clusters) {
  envoy::config::route::v3::RouteConfiguration routes;
  routes.set_name(name);
  auto* host = routes.add_virtual_hosts();
  host->set_name("host");
  host->add_domains("*");
  auto* route = host->add_routes();
  route->mutable_match()->set_prefix("/");
  for (const std::string& cluster : clusters) {
    auto* weighted = route->mutable_route()->mutable_weighted_clusters()->add_clusters();
    weighted->set_name(cluster);
    weighted->mutable_weight()->set_value(1);
  }
  return routes;
}

inline TestResponse RoutesResponse(const std::string& name, const std::vector<std::string>& clusters,
                                   const std::string& version) {
  TestResponse response = EmptyResponse(ResourceType::kRoutes, version);
  response.add_resources()->PackFrom(Routes(name, clusters));
  return response;
}

// RouteAction.hash_policy, a field that the cut-down messages lack.
inline void AddHashPolicy(TestResponse& response) {
  envoy::config::route::v3::RouteConfiguration routes;
  response.resources(0).UnpackTo(&routes);
  auto* action = routes.mutable_virtual_hosts(0)->mutable_routes(0)->mutable_route();
  action->GetReflection()->MutableUnknownFields(action)->AddLengthDelimited(15, "");
  response.mutable_resources(0)->PackFrom(routes);
}

inline envoy::config::cluster::v3::Cluster EdsCluster(const std::string& name) {
  envoy::config::cluster::v3::Cluster cluster;
  cluster.set_name(name);
  cluster.set_type(envoy::config::cluster::v3::Cluster::EDS);
  cluster.mutable_eds_cluster_config()->mutable_eds_config()->mutable_ads();
  return cluster;
}

inline envoy::config::cluster::v3::Cluster RingHashCluster(const std::string& name) {
  auto cluster = EdsCluster(name);
  cluster.set_lb_policy(envoy::config::cluster::v3::Cluster::RING_HASH);
  return cluster;
}

inline TestResponse ClusterResponse(const std::vector<std::string>& names, const std::string& version) {
  TestResponse response = EmptyResponse(ResourceType::kCluster, version);
  for (const std::string& name : names) response.add_resources()->PackFrom(EdsCluster(name));
  return response;
}

inline TestResponse EndpointsResponse(const std::string& cluster, const std::vector<uint32_t>& ports,
                                      const std::string& version) {
  envoy::config::endpoint::v3::ClusterLoadAssignment assignment;
  assignment.set_cluster_name(cluster);
  auto* locality = assignment.add_endpoints();
  locality->mutable_load_balancing_weight()->set_value(1);
  for (uint32_t port : ports) {
    auto* socket = locality->add_lb_endpoints()->mutable_endpoint()->mutable_address()->mutable_socket_address();
    socket->set_address("127.0.0.1");
    socket->set_port_value(port);
  }
  TestResponse response = EmptyResponse(ResourceType::kEndpoints, version);
  response.add_resources()->PackFrom(assignment);
  return response;
}

}  // namespace weft::xds
