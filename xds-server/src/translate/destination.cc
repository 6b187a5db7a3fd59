#include "translate/destination.h"

#include "translate/names.h"

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

bool UsesConsistentHash(const RouteContext& context, const manifest::Destination& destination) {
  const registry::Service* service = ServiceOf(context, destination);
  if (service == nullptr) return false;
  registry::MergedRule rule = context.world.destination_rules().For(destination.host, service->ns, context.client.ns);
  manifest::LoadBalancer balancer = rule.load_balancer;
  const manifest::Subset* subset = destination.subset.empty() ? nullptr : rule.FindSubset(destination.subset);
  if (subset != nullptr && subset->load_balancer != manifest::LoadBalancer::kUnspecified) balancer = subset->load_balancer;
  return balancer == manifest::LoadBalancer::kConsistentHash;
}

}  // namespace weft::translate
