// SPDX-License-Identifier: Apache-2.0
#include "translate/named_clusters.h"

#include "registry/hostname.h"
#include "translate/envoy/gateway_servers.h"
#include "translate/naming/names.h"

namespace weft::translate {
namespace {

using registry::EffectiveRule;
using registry::World;

std::set<const EffectiveRule*> RulesFor(const World& world, const Client& client) {
  std::set<const EffectiveRule*> rules;
  for (const std::string& host : world.virtual_services().Hosts())
    rules.insert(world.virtual_services().OwnerOf(host, client.ns));
  if (client.is_gateway()) {
    for (const registry::GatewayPtr& gateway : world.gateways().ServedBy(client.labels)) {
      for (const EffectiveRule* rule : world.virtual_services().BoundTo(GatewayName(*gateway))) rules.insert(rule);
    }
  }
  rules.erase(nullptr);
  return rules;
}

bool HasWildcardService(const World& world) {
  auto first = world.services().lower_bound("*");
  return first != world.services().end() && registry::IsWildcard(first->first);
}

}  // namespace

std::set<std::string> ClustersNamedBelowWildcards(const World& world, const Client& client) {
  std::set<std::string> names;
  if (!HasWildcardService(world)) return names;
  const auto add = [&](const manifest::Destination& destination) {
    const registry::Service* service = world.FindService(destination.host, client.ns, destination.port);
    if (service == nullptr || service->host == destination.host) return;
    if (service->discovery == registry::Service::Discovery::kUnreachable) return;
    for (const registry::Port& port : service->ports) {
      if (destination.port != 0 && destination.port != port.number) continue;
      names.insert(MakeClusterName(port.number, destination.subset, destination.host));
    }
  };
  for (const EffectiveRule* rule : RulesFor(world, client)) {
    for (const registry::EffectiveRoute& route : rule->http) {
      for (const manifest::WeightedDestination& part : route.route.route) add(part.destination);
      for (const manifest::HttpMirror& mirror : route.route.mirrors) add(mirror.destination);
    }
  }
  return names;
}

}  // namespace weft::translate
