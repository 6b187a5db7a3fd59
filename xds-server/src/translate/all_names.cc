// SPDX-License-Identifier: Apache-2.0
#include "translate/all_names.h"

#include <set>

#include "base/strings.h"
#include "registry/hostname.h"
#include "translate/envoy/gateway_listener.h"
#include "translate/envoy/proxy_listener.h"
#include "translate/named_clusters.h"
#include "translate/naming/names.h"

namespace weft::translate {
namespace {

using registry::Service;
using registry::World;
using Names = std::set<std::string>;

// Calls `visit` with the host, the service and the number of each port that the client reaches.
template <typename Visit>
void VisitPorts(const World& world, const Client& client, const Visit& visit) {
  for (const auto& [host, services] : world.services()) {
    for (const auto& service : services) {
      if (service->discovery == Service::Discovery::kUnreachable) continue;
      for (const registry::Port& port : service->ports) {
        if (world.FindService(host, client.ns, port.number) == service.get()) visit(host, *service, port.number);
      }
    }
  }
}

// A wildcard cannot be dialled: what is dialled is some host below it.
Names DialledNames(const World& world, const Client& client) {
  Names names;
  VisitPorts(world, client, [&](const std::string& host, const Service&, uint32_t port) {
    if (registry::IsWildcard(host)) return;
    names.insert(StrCat(host.find(':') == std::string::npos ? host : StrCat("[", host, "]"), ":", port));
  });
  return names;
}

Names ClusterNames(const World& world, const Client& client) {
  Names names;
  if (client.Can(Capability::kSocketListeners)) names = ClustersNamedBelowWildcards(world, client);
  VisitPorts(world, client, [&](const std::string& host, const Service& service, uint32_t port) {
    if (registry::IsWildcard(host) && !client.Can(Capability::kSocketListeners)) return;
    names.insert(MakeClusterName(port, "", host));
    for (const manifest::Subset* subset : world.destination_rules().For(host, service.ns, client.ns).subsets) {
      names.insert(MakeClusterName(port, subset->name, host));
    }
  });
  return names;
}

Names ListenerNames(const World& world, const Client& client) {
  if (!client.Can(Capability::kSocketListeners)) return DialledNames(world, client);
  return client.is_gateway() ? GatewayListenerNames(world, client) : ProxyListenerNames(world, client);
}

}  // namespace

std::vector<std::string> AllNames(const World& world, const Client& client, Type type) {
  Names names;
  if (type == Type::kListener) names = ListenerNames(world, client);
  if (type == Type::kCluster) names = ClusterNames(world, client);
  return {names.begin(), names.end()};
}

}  // namespace weft::translate
