// What is known of each resource that somebody wants: the last good value stays whatever happens to the stream.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/cluster.h"
#include "model/listener.h"
#include "model/route.h"
#include "weft/request.h"
#include "xds/resource/type_urls.h"

namespace weft::xds {

// kRequested: asked for, no answer yet. kKnown: `value` is set. kMissing: does not exist, was deleted, or cannot be used and no
// older value is there; `problem` says which.
enum class ResourceState { kRequested, kKnown, kMissing };

template <typename T>
struct Resource {
  ResourceState state = ResourceState::kRequested;
  std::shared_ptr<const T> value;
  std::string version;                    // of `value`, where the protocol gives each resource its own
  std::string problem;                    // why it is missing, or why the newest version was refused
  std::vector<std::string> ignored;       // paths that Weft does not apply
  TimePoint asked_at = TimePoint::max();  // when the subscription left on a stream that works
};

template <typename T>
using Resources = std::map<std::string, Resource<T>, std::less<>>;

// Holds exactly the wanted names. Used by the mesh's thread alone.
struct ResourceCache {
  Resources<model::Listener> listeners;
  Resources<model::RouteTable> routes;
  Resources<model::Cluster> clusters;
  Resources<model::Endpoints> endpoints;
};

// Calls fn(type, resources) for each type.
template <typename Cache, typename Fn>
void ForEachType(Cache& cache, Fn fn) {
  fn(ResourceType::kListener, cache.listeners);
  fn(ResourceType::kRoutes, cache.routes);
  fn(ResourceType::kCluster, cache.clusters);
  fn(ResourceType::kEndpoints, cache.endpoints);
}

}  // namespace weft::xds
