// SPDX-License-Identifier: Apache-2.0
// The configuration that calls read: immutable, published as a whole, shared by all threads.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/balance/cluster.h"
#include "engine/route/route_table.h"
#include "mesh/cluster_runtime.h"

namespace weft::mesh {

// A cluster that routes refer to, and what outlives its versions; without one `problem` is the reason.
struct ClusterSlot {
  std::shared_ptr<const engine::LoadBalancedCluster> cluster;
  std::shared_ptr<ClusterRuntime> runtime;  // set when `cluster` is
  std::string problem;
};

// All that a call to one authority needs. Without `routes` the host is known to be missing and `problem` is the reason.
struct HostConfig {
  std::shared_ptr<const engine::CompiledRouteTable> routes;
  std::shared_ptr<const model::RouteTable> source;  // what `routes` was compiled from
  std::vector<ClusterSlot> clusters;                // by the route table's cluster index
  std::string problem;
};

// Lets a map of strings be searched by views.
struct ViewHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

// By authority, in every spelling that the process has used.
struct Snapshot {
  std::unordered_map<std::string, std::shared_ptr<const HostConfig>, ViewHash, std::equal_to<>> hosts;

  const std::shared_ptr<const HostConfig>* Find(std::string_view authority) const {
    const auto it = hosts.find(authority);
    return it == hosts.end() ? nullptr : &it->second;
  }
};

}  // namespace weft::mesh
