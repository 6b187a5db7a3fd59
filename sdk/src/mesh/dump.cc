// SPDX-License-Identifier: Apache-2.0
#include "mesh/dump.h"

#include <map>

#include "base/strings.h"

namespace weft::mesh {
namespace {

void DumpCluster(const std::string& name, const ClusterSlot& slot, std::string& out) {
  StrAppend(&out, "    cluster ", name, "\n");
  if (slot.cluster == nullptr) {
    StrAppend(&out, "      missing: ", slot.problem, "\n");
    return;
  }
  for (const auto& endpoint : slot.cluster->endpoints()) {
    StrAppend(&out, "      endpoint ", endpoint->endpoint, " in flight ", endpoint->in_flight.load(std::memory_order_relaxed),
              "\n");
  }
}

void DumpHost(const std::string& authority, const HostConfig& host, std::string& out) {
  StrAppend(&out, "host ", authority, "\n");
  if (host.routes == nullptr) {
    StrAppend(&out, "  missing: ", host.problem, "\n");
    return;
  }
  StrAppend(&out, "  routes ", host.routes->name(), "\n");
  for (size_t i = 0; i < host.clusters.size(); ++i) DumpCluster(host.routes->cluster_names()[i], host.clusters[i], out);
}

void DumpRoute(const model::Route& route, std::string& out) {
  StrAppend(&out, "    route \"", route.name, "\" path \"", route.match.path.value, "\"");
  for (const auto& header : route.match.headers) StrAppend(&out, " header ", header.name);
  StrAppend(&out, " ->");
  for (const auto& split : route.clusters) StrAppend(&out, " ", split.cluster, "*", split.weight);
  if (route.redirect) StrAppend(&out, " redirect ", route.redirect->status);
  if (route.direct_response) StrAppend(&out, " direct response ", route.direct_response->status);
  for (const auto& mirror : route.mirrors) StrAppend(&out, " mirror ", mirror.cluster);
  out += "\n";
}

}  // namespace

std::string DumpText(const std::string& server, const Snapshot& snapshot, const xds::ResourceCache& cache) {
  std::string out = StrCat("control plane ", server, "\n");
  for (const auto& [authority, host] : std::map(snapshot.hosts.begin(), snapshot.hosts.end())) DumpHost(authority, *host, out);
  for (const auto& [name, table] : cache.routes) {
    if (table.value == nullptr) continue;
    StrAppend(&out, "routes ", name, "\n");
    for (const auto& host : table.value->virtual_hosts) {
      StrAppend(&out, "  virtual host ", host.name, "\n");
      for (const auto& route : host.routes) DumpRoute(route, out);
    }
  }
  return out;
}

}  // namespace weft::mesh
