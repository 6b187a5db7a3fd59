// SPDX-License-Identifier: Apache-2.0
// The configuration that a mesh holds: the resources of the types that lead from a listener to endpoints.
#pragma once

#include <array>

#include "base/type_urls.h"
#include "model/cluster.h"
#include "model/listener.h"
#include "model/route.h"
#include "xds/resource/resources.h"

namespace weft::xds {

// The types, one function each.
TypeHandler<model::Listener> ListenerHandler();
TypeHandler<model::RouteTable> RoutesHandler();
TypeHandler<model::Cluster> ClusterHandler();
TypeHandler<model::Endpoints> EndpointsHandler();

// Used by the mesh's thread alone.
struct ResourceCache {
  Resources<model::Listener> listeners{ListenerHandler()};
  Resources<model::RouteTable> routes{RoutesHandler()};
  Resources<model::Cluster> clusters{ClusterHandler()};
  Resources<model::Endpoints> endpoints{EndpointsHandler()};

  // In the order in which one leads to the next: that in which they are to be registered.
  std::array<ResourceSet*, 4> sets() { return {&listeners, &routes, &clusters, &endpoints}; }
};

}  // namespace weft::xds
