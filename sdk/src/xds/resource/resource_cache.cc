// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/resource_cache.h"

#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/route/v3/route.pb.h"
#include "xds/resource/parse.h"

namespace weft::xds {
namespace {

using ReferenceSink = ResourceSet::ReferenceSink;

constexpr TypeInfo InfoOf(ResourceType type, bool full_state) { return {TypeUrl(type), TypeName(type), full_state}; }

template <typename T>
std::string NameOf(const T& value) {
  return value.name;
}

void ReferencesOfRoutes(const model::RouteTable& table, ReferenceSink sink) {
  for (const auto& host : table.virtual_hosts) {
    for (const auto& route : host.routes) {
      for (const auto& weighted : route.clusters) sink(TypeUrl(ResourceType::kCluster), weighted.cluster);
      for (const auto& mirror : route.mirrors) sink(TypeUrl(ResourceType::kCluster), mirror.cluster);
    }
  }
}

void ReferencesOfListener(const model::Listener& listener, ReferenceSink sink) {
  if (listener.inline_routes)
    ReferencesOfRoutes(*listener.inline_routes, sink);
  else
    sink(TypeUrl(ResourceType::kRoutes), listener.route_config_name);
}

void ReferencesOfCluster(const model::Cluster& cluster, ReferenceSink sink) {
  if (cluster.type == model::Cluster::Type::kEds) sink(TypeUrl(ResourceType::kEndpoints), cluster.eds_service_name);
}

}  // namespace

TypeHandler<model::Listener> ListenerHandler() {
  return {InfoOf(ResourceType::kListener, true), ParseListener, NameOf<model::Listener>,
          NameInMessage<envoy::config::listener::v3::Listener>, ReferencesOfListener};
}

TypeHandler<model::RouteTable> RoutesHandler() {
  return {InfoOf(ResourceType::kRoutes, false), ParseRoutes, NameOf<model::RouteTable>,
          NameInMessage<envoy::config::route::v3::RouteConfiguration>, ReferencesOfRoutes};
}

TypeHandler<model::Cluster> ClusterHandler() {
  return {InfoOf(ResourceType::kCluster, true), ParseCluster, NameOf<model::Cluster>,
          NameInMessage<envoy::config::cluster::v3::Cluster>, ReferencesOfCluster};
}

TypeHandler<model::Endpoints> EndpointsHandler() {
  const auto name = [](const model::Endpoints& endpoints) { return endpoints.cluster_name; };
  const auto name_in = [](const google::protobuf::Any& content) {
    envoy::config::endpoint::v3::ClusterLoadAssignment assignment;
    return content.UnpackTo(&assignment) ? assignment.cluster_name() : std::string();
  };
  return {InfoOf(ResourceType::kEndpoints, false), ParseEndpoints, name, name_in};
}

}  // namespace weft::xds
