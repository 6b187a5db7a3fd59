#include "translate/route_action.h"

#include "registry/hostname.h"
#include "translate/fault.h"
#include "translate/names.h"
#include "translate/pack.h"
#include "translate/retry.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::Route;
using ::envoy::config::route::v3::RouteAction;

// A destination without a port means the only port of its service, or else the port that was called.
uint32_t DestinationPort(const RouteContext& context, const manifest::Destination& destination, const std::string& host) {
  if (destination.port != 0) return destination.port;
  const registry::Service* service = context.world.FindService(host, context.client.ns);
  return service != nullptr && service->ports.size() == 1 ? service->ports[0].number : context.port;
}

std::string DestinationCluster(const RouteContext& context, const manifest::VirtualService& owner,
                               const manifest::Destination& destination) {
  std::string host = registry::ExpandRuleHost(destination.host, owner.meta.ns, context.world.domain());
  context.hosts_looked_at.push_back(host);
  return MakeClusterName(DestinationPort(context, destination, host), destination.subset, host);
}

// A single destination takes everything, whatever its weight. Of several those of weight 0 take nothing and are left out. The
// sum is always written down: some clients assume 100 otherwise.
void SetClusters(const RouteContext& context, const manifest::VirtualService& owner, const manifest::HttpRoute& rule,
                 RouteAction& action) {
  if (rule.route.size() == 1) {
    action.set_cluster(DestinationCluster(context, owner, rule.route[0].destination));
    return;
  }
  auto* weighted = action.mutable_weighted_clusters();
  uint32_t total = 0;
  for (const manifest::WeightedDestination& part : rule.route) {
    if (part.weight <= 0) continue;
    auto* cluster = weighted->add_clusters();
    cluster->set_name(DestinationCluster(context, owner, part.destination));
    cluster->mutable_weight()->set_value(static_cast<uint32_t>(part.weight));
    total += static_cast<uint32_t>(part.weight);
  }
  if (weighted->clusters_size() == 1) {
    std::string only = weighted->clusters(0).name();
    action.set_cluster(only);
    return;
  }
  weighted->mutable_total_weight()->set_value(total);
}

// Proxies read `timeout`, gRPC reads max_stream_duration. "None" has to be said too: a proxy's default is 15 s.
void SetTimeout(absl::Duration timeout, RouteAction& action) {
  SetDuration(timeout, action.mutable_timeout());
  if (timeout > absl::ZeroDuration()) SetDuration(timeout, action.mutable_max_stream_duration()->mutable_max_stream_duration());
}

}  // namespace

void SetRouteAction(const RouteContext& context, const manifest::VirtualService& owner, const manifest::HttpRoute& rule,
                    Route& route) {
  RouteAction& action = *route.mutable_route();
  SetClusters(context, owner, rule, action);
  SetTimeout(rule.timeout.value_or(absl::ZeroDuration()), action);
  if (auto policy = MakeRetryPolicy(rule.retries)) *action.mutable_retry_policy() = *std::move(policy);
  if (!rule.fault) return;
  if (auto fault = MakeFault(*rule.fault)) {
    (*route.mutable_typed_per_filter_config())[std::string(kFaultFilter)] = Pack(*fault);
  }
}

void SetDefaultAction(const std::string& cluster, Route& route) {
  RouteAction& action = *route.mutable_route();
  action.set_cluster(cluster);
  SetTimeout(absl::ZeroDuration(), action);
  *action.mutable_retry_policy() = *MakeRetryPolicy(std::nullopt);
}

}  // namespace weft::translate
