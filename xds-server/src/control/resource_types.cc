// SPDX-License-Identifier: Apache-2.0
#include "control/resource_types.h"

#include <string>
#include <utility>

namespace weft::control {
namespace {

using ads::ResourceType;
using translate::Type;

std::string Url(Type type) { return std::string(translate::TypeUrl(type)); }

ResourceType WithService(ResourceType type, std::string service, std::string sotw_method, std::string delta_method) {
  type.service = std::move(service);
  type.sotw_method = std::move(sotw_method);
  type.delta_method = std::move(delta_method);
  return type;
}

ResourceType NewType(Type type, bool full_state) {
  ResourceType made;
  made.url = Url(type);
  made.short_name = std::string(translate::ShortName(type));
  made.full_state = full_state;
  return made;
}

// Listeners and routes lead to clusters and to their endpoints.
ResourceType UsedByRoutes(ResourceType type) {
  type.used_by = {Url(Type::kListener), Url(Type::kRoute)};
  return type;
}

// An Envoy takes a cluster that changed into use when it has been sent its endpoints again, be they the same.
ResourceType WarmsClusters(ResourceType type) {
  type.warms = Url(Type::kCluster);
  return type;
}

}  // namespace

// In the order of translate::Type, which is that of TypeId.
ads::ResourceTypes ServedTypes() {
  ads::ResourceTypes types;
  *types.Register(WithService(NewType(Type::kListener, true), "envoy.service.listener.v3.ListenerDiscoveryService",
                              "StreamListeners", "DeltaListeners"));
  *types.Register(
      WithService(NewType(Type::kRoute, false), "envoy.service.route.v3.RouteDiscoveryService", "StreamRoutes", "DeltaRoutes"));
  *types.Register(WithService(UsedByRoutes(NewType(Type::kCluster, true)), "envoy.service.cluster.v3.ClusterDiscoveryService",
                              "StreamClusters", "DeltaClusters"));
  *types.Register(WithService(WarmsClusters(UsedByRoutes(NewType(Type::kEndpoint, false))),
                              "envoy.service.endpoint.v3.EndpointDiscoveryService", "StreamEndpoints", "DeltaEndpoints"));
  return types;
}

}  // namespace weft::control
