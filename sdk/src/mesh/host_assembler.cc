// SPDX-License-Identifier: Apache-2.0
#include "mesh/host_assembler.h"

#include <algorithm>

#include "base/strings.h"

namespace weft::mesh {
namespace {

using xds::ResourceState;

std::shared_ptr<const HostConfig> MissingHost(const std::string& problem, const std::shared_ptr<const HostConfig>& current) {
  if (current != nullptr && current->routes == nullptr && current->problem == problem) return current;
  auto host = std::make_shared<HostConfig>();
  host->problem = problem;
  return host;
}

bool Calls(const HostConfig& host, const std::shared_ptr<const engine::LoadBalancedCluster>& cluster) {
  return std::any_of(host.clusters.begin(), host.clusters.end(),
                     [&](const ClusterSlot& slot) { return slot.cluster == cluster; });
}

std::shared_ptr<const HostConfig> WithCluster(const HostConfig& host,
                                              const std::shared_ptr<const engine::LoadBalancedCluster>& before,
                                              const std::shared_ptr<const engine::LoadBalancedCluster>& after) {
  auto changed = std::make_shared<HostConfig>(host);
  for (ClusterSlot& slot : changed->clusters) {
    if (slot.cluster == before) slot.cluster = after;
  }
  return changed;
}

bool SameClusters(const std::vector<ClusterSlot>& a, const std::vector<ClusterSlot>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const ClusterSlot& x, const ClusterSlot& y) {
    return x.cluster == y.cluster && x.problem == y.problem;
  });
}

}  // namespace

HostAssembler::~HostAssembler() {
  for (auto& [name, entry] : clusters_) entry.runtime->Disconnect();
}

std::shared_ptr<const HostConfig> HostAssembler::Assemble(const std::string& listener, const xds::ResourceCache& cache,
                                                          const std::shared_ptr<const HostConfig>& current) {
  const auto found = cache.listeners.find(listener);
  if (found == cache.listeners.end() || found->second.state == ResourceState::kRequested) return current;
  if (found->second.value == nullptr) return MissingHost(found->second.problem, current);
  const std::shared_ptr<const model::Listener>& source = found->second.value;

  std::shared_ptr<const model::RouteTable> table;
  if (source->inline_routes) {
    table = std::shared_ptr<const model::RouteTable>(source, &*source->inline_routes);
  } else {
    const auto routes = cache.routes.find(source->route_config_name);
    if (routes == cache.routes.end() || routes->second.state == ResourceState::kRequested) return current;
    if (routes->second.value == nullptr) return MissingHost(routes->second.problem, current);
    table = routes->second.value;
  }
  const CompiledRoutes& compiled = Compiled(source->inline_routes ? "listener " + listener : source->route_config_name, table);
  if (compiled.table == nullptr) return current;

  auto host = std::make_shared<HostConfig>();
  host->routes = compiled.table;
  host->source = compiled.source;
  const std::vector<std::string>& names = compiled.table->cluster_names();
  host->clusters.resize(names.size());
  for (size_t i = 0; i < names.size(); ++i) {
    if (ResolveCluster(names[i], cache, host->clusters[i]) == Readiness::kWait) return current;
  }
  if (current != nullptr && current->routes == host->routes && SameClusters(current->clusters, host->clusters)) return current;
  return host;
}

void HostAssembler::DropUnused(const xds::ResourceCache& cache) {
  std::erase_if(routes_, [&](const auto& entry) {
    return !cache.routes.contains(entry.first) && !cache.listeners.contains(entry.first.substr(entry.first.find(' ') + 1));
  });
  std::erase_if(clusters_, [&](const auto& entry) {
    if (cache.clusters.contains(entry.first)) return false;
    entry.second.runtime->Disconnect();
    return true;
  });
}

const HostAssembler::CompiledRoutes& HostAssembler::Compiled(const std::string& key,
                                                             const std::shared_ptr<const model::RouteTable>& table) {
  CompiledRoutes& entry = routes_[key];
  if (entry.newest == table) return entry;
  entry.newest = table;
  auto compiled = engine::CompiledRouteTable::Compile(*table);
  if (compiled.ok()) {
    entry.source = table;
    entry.table = *std::move(compiled);
  } else {  // keeps the old table: the resource was validated, so this is a gap in the validation, not a reason to lose calls
    effects_.log(LogLevel::kError, StrCat("cannot compile routes \"", table->name, "\": ", compiled.status().message()));
  }
  return entry;
}

HostAssembler::Readiness HostAssembler::ResolveCluster(const std::string& name, const xds::ResourceCache& cache,
                                                       ClusterSlot& slot) {
  const auto found = cache.clusters.find(name);
  if (found == cache.clusters.end() || found->second.state == ResourceState::kRequested) return Readiness::kWait;
  if (found->second.value == nullptr) {
    slot.problem = found->second.problem;
    return Readiness::kReady;
  }
  const auto& cluster = found->second.value;
  if (cluster->assignment) {
    slot = Built(name, cluster, std::shared_ptr<const model::Endpoints>(cluster, &*cluster->assignment));
    return Readiness::kReady;
  }
  const auto endpoints = cache.endpoints.find(cluster->eds_service_name);
  if (endpoints == cache.endpoints.end() || endpoints->second.state == ResourceState::kRequested) return Readiness::kWait;
  if (endpoints->second.value == nullptr) {
    slot.problem = endpoints->second.problem;
    return Readiness::kReady;
  }
  slot = Built(name, cluster, endpoints->second.value);
  return Readiness::kReady;
}

ClusterSlot HostAssembler::Built(const std::string& name, const std::shared_ptr<const model::Cluster>& cluster,
                                 const std::shared_ptr<const model::Endpoints>& endpoints) {
  BuiltCluster& entry = clusters_[name];
  if (entry.runtime == nullptr) {
    entry.runtime = std::make_shared<ClusterRuntime>([changed = effects_.cluster_changed, name] { changed(name); });
  }
  if (entry.source != cluster || entry.endpoints != endpoints) {
    if (entry.endpoints != endpoints) entry.runtime->endpoints().Update(*endpoints, effects_.env.Now());
    entry.source = cluster;
    entry.endpoints = endpoints;
    BuildPicker(entry);
  }
  return {entry.cluster, entry.runtime, {}};
}

void HostAssembler::BuildPicker(BuiltCluster& entry) {
  entry.runtime->BeginRebuild();
  Random random(effects_.env.Random());
  entry.cluster = engine::LoadBalancedCluster::Build(*entry.source, *entry.endpoints, entry.runtime->endpoints(), random);
}

bool HostAssembler::RebuildCluster(const std::string& name, HostConfigs& hosts) {
  const auto found = clusters_.find(name);
  if (found == clusters_.end()) return false;
  BuiltCluster& entry = found->second;
  const auto before = entry.cluster;
  BuildPicker(entry);
  bool used = false;
  for (auto& [listener, host] : hosts) {
    if (host == nullptr || !Calls(*host, before)) continue;
    host = WithCluster(*host, before, entry.cluster);
    used = true;
  }
  return used;
}

}  // namespace weft::mesh
