// SPDX-License-Identifier: Apache-2.0
#include "translate/route/destination.h"

#include "translate/naming/lookup.h"
#include "translate/naming/names.h"

namespace weft::translate {
namespace {

const registry::Service* ServiceOf(const RouteContext& context, const manifest::Destination& destination) {
  return context.world.FindService(destination.host, context.client.ns);
}

uint32_t DestinationPort(const RouteContext& context, const manifest::Destination& destination) {
  if (destination.port != 0) return destination.port;
  const registry::Service* service = ServiceOf(context, destination);
  return service != nullptr && service->ports.size() == 1 ? service->ports[0].number : context.port;
}

}  // namespace

std::string DestinationCluster(const RouteContext& context, const manifest::Destination& destination) {
  context.hosts_looked_at.push_back(destination.host);
  return MakeClusterName(DestinationPort(context, destination), destination.subset, destination.host);
}

DestinationBalancer BalancerOf(const RouteContext& context, const manifest::Destination& destination) {
  DestinationBalancer found;
  const registry::Service* service = ServiceOf(context, destination);
  if (service == nullptr) return found;
  found.rule = context.world.destination_rules().For(destination.host, service->ns, context.client.ns);
  const manifest::Subset* subset = destination.subset.empty() ? nullptr : found.rule.FindSubset(destination.subset);
  found.balancer = PolicyOf(found.rule, subset, DestinationPort(context, destination), context.client).load_balancer;
  return found;
}

bool UsesConsistentHash(const RouteContext& context, const manifest::Destination& destination) {
  const DestinationBalancer found = BalancerOf(context, destination);
  return found.balancer != nullptr && found.balancer->hash;
}

}  // namespace weft::translate
