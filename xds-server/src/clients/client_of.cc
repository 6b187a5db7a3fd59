// SPDX-License-Identifier: Apache-2.0
#include "clients/client_of.h"

#include <algorithm>

namespace weft::clients {
namespace {

bool IsSelectedAsGateway(const registry::World& world, const registry::Labels& labels) {
  const auto served = world.gateways().ServedBy(labels);
  return std::any_of(served.begin(), served.end(), [](const auto& gateway) { return !gateway->selector.empty(); });
}

void CopyLabels(const std::set<std::string>& keys, const registry::Labels& from, registry::Labels& to) {
  for (const std::string& key : keys) {
    if (auto found = from.find(key); found != from.end()) to.insert(*found);
  }
}

}  // namespace

Distinctions DistinctionsIn(const registry::World& world) {
  return {world.virtual_services().SourceLabelKeys(), world.gateways().SelectorKeys(),
          world.destination_rules().FailoverLabelKeys(), world.destination_rules().BalancesByLocality()};
}

Client ClientOf(const registry::World& world, const Distinctions& distinctions, const NodeInfo& node) {
  Client client{node.capabilities, node.ns, {}};
  CopyLabels(distinctions.source_labels, node.labels, client.labels);
  if (client.Can(Capability::kLocality)) {
    if (distinctions.localities) client.locality = node.locality;
    CopyLabels(distinctions.failover_labels, node.labels, client.labels);
  }
  if (!client.Can(Capability::kSocketListeners)) return client;
  client.proxy = node.proxy;
  if (IsSelectedAsGateway(world, node.labels)) client.proxy.role = ProxyOptions::Role::kGateway;
  if (client.is_gateway()) CopyLabels(distinctions.selectors, node.labels, client.labels);
  return client;
}

Client ClientOf(const registry::World& world, const NodeInfo& node) { return ClientOf(world, DistinctionsIn(world), node); }

}  // namespace weft::clients
