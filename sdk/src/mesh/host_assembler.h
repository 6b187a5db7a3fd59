// SPDX-License-Identifier: Apache-2.0
// Joins what xds holds into what calls need: listener, routes, clusters and endpoints of one authority, compiled.
//
// Make before break: a host whose new routes name clusters that have not been answered for yet stays as it is until they are.
// Compiled tables and clusters are shared between hosts and built anew only when their own configuration changed, or a
// cluster's runtime reports that other endpoints take calls.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "mesh/snapshot.h"
#include "weft/env.h"
#include "weft/log.h"
#include "weft/request.h"
#include "xds/resource/resource_cache.h"

namespace weft::mesh {

using HostConfigs = std::map<std::string, std::shared_ptr<const HostConfig>>;  // by listener name

// Used by the mesh's thread alone.
class HostAssembler {
 public:
  struct Effects {
    LogSink log;
    Env& env;
    // A cluster of this name needs RebuildCluster. Runs on any thread.
    std::function<void(const std::string& cluster)> cluster_changed;
  };

  explicit HostAssembler(Effects effects) : effects_(std::move(effects)) {}
  ~HostAssembler();
  HostAssembler(const HostAssembler&) = delete;
  HostAssembler& operator=(const HostAssembler&) = delete;

  // The host's configuration now; `current` itself when nothing in it changed or not all of the new one is known; null when
  // nothing is known yet.
  std::shared_ptr<const HostConfig> Assemble(const std::string& listener, const xds::ResourceCache& cache,
                                             const std::shared_ptr<const HostConfig>& current);

  // Builds a cluster's picker anew from its runtime, and gives the hosts that call it a configuration with the new one. Returns
  // whether there were any.
  bool RebuildCluster(const std::string& name, HostConfigs& hosts);

  // Forgets what the cache no longer holds. To be called after every host was assembled.
  void DropUnused(const xds::ResourceCache& cache);

 private:
  struct CompiledRoutes {
    std::shared_ptr<const model::RouteTable> newest;          // what was last tried
    std::shared_ptr<const model::RouteTable> source;          // what `table` was compiled from
    std::shared_ptr<const engine::CompiledRouteTable> table;  // null while nothing could be compiled
  };
  struct BuiltCluster {
    std::shared_ptr<const model::Cluster> source;
    std::shared_ptr<const model::Endpoints> endpoints;
    std::shared_ptr<const engine::LoadBalancedCluster> cluster;
    std::shared_ptr<ClusterRuntime> runtime;
  };
  enum class Readiness { kReady, kWait };

  const CompiledRoutes& Compiled(const std::string& key, const std::shared_ptr<const model::RouteTable>& table);
  Readiness ResolveCluster(const std::string& name, const xds::ResourceCache& cache, ClusterSlot& slot);
  ClusterSlot Built(const std::string& name, const std::shared_ptr<const model::Cluster>& cluster,
                    const std::shared_ptr<const model::Endpoints>& endpoints);
  void BuildPicker(BuiltCluster& entry);

  const Effects effects_;
  std::map<std::string, CompiledRoutes> routes_;
  std::map<std::string, BuiltCluster> clusters_;
};

}  // namespace weft::mesh
