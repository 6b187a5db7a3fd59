#include "translate/route/route_action.h"

#include <algorithm>
#include <limits>

#include "translate/naming/pack.h"
#include "translate/route/cors.h"
#include "translate/route/destination.h"
#include "translate/route/fault.h"
#include "translate/route/grpc_route.h"
#include "translate/route/hash_policy.h"
#include "translate/route/header_operations.h"
#include "translate/route/reply_action.h"
#include "translate/route/retry.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::Route;
using ::envoy::config::route::v3::RouteAction;
using ::envoy::config::route::v3::WeightedCluster;
using manifest::HttpRoute;
using manifest::WeightedDestination;

bool SpeaksAll(const RouteContext& context) { return SpeaksAll(context.client.flavor); }

// Rewrites of the path and the authority. Of those who name an authority the rewrite comes before the rule's headers.
void SetRewrite(const HttpRoute& rule, Flavor flavor, RouteAction& action) {
  std::string authority = rule.headers ? AuthorityOf(rule.headers->request) : "";
  if (rule.rewrite) {
    if (!rule.rewrite->regex_match.empty()) {
      auto& regex = *action.mutable_regex_rewrite();
      if (flavor != Flavor::kEnvoy) regex.mutable_pattern()->mutable_google_re2();
      regex.mutable_pattern()->set_regex(rule.rewrite->regex_match);
      regex.set_substitution(rule.rewrite->regex_rewrite);
    } else {
      action.set_prefix_rewrite(rule.rewrite->uri);
    }
    if (!rule.rewrite->authority.empty()) authority = rule.rewrite->authority;
  }
  if (!authority.empty()) action.set_host_rewrite_literal(authority);
}

// The edits of a single destination follow those of the rule, and its authority counts only when the rule has none.
void SetSingleDestination(const RouteContext& context, const WeightedDestination& destination, Route& route) {
  RouteAction& action = *route.mutable_route();
  action.set_cluster(DestinationCluster(context, destination.destination));
  if (!SpeaksAll(context) || !destination.headers) return;
  AppendHeaders(*destination.headers, route);
  std::string authority = AuthorityOf(destination.headers->request);
  if (!authority.empty() && action.host_rewrite_specifier_case() == RouteAction::HOST_REWRITE_SPECIFIER_NOT_SET) {
    action.set_host_rewrite_literal(authority);
  }
}

void AddWeightedDestination(const RouteContext& context, const WeightedDestination& destination, WeightedCluster& weighted) {
  auto& cluster = *weighted.add_clusters();
  cluster.set_name(DestinationCluster(context, destination.destination));
  if (!SpeaksAll(context) || !destination.headers) return;
  AppendHeaders(*destination.headers, cluster);
  if (std::string authority = AuthorityOf(destination.headers->request); !authority.empty()) {
    cluster.set_host_rewrite_literal(authority);
  }
}

// The sum is written down, as some clients assume 100 otherwise, but not for an Envoy, which adds up itself and warns of it. It
// must fit into 32 bits: huge weights are halved until it does.
void SetWeights(const std::vector<const WeightedDestination*>& parts, Flavor flavor, WeightedCluster& weighted) {
  uint64_t sum = 0;
  for (const WeightedDestination* part : parts) sum += static_cast<uint64_t>(part->weight);
  int shift = 0;
  while ((sum >> shift) + parts.size() > std::numeric_limits<uint32_t>::max()) ++shift;
  uint32_t total = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    uint32_t weight = std::max(1u, static_cast<uint32_t>(parts[i]->weight) >> shift);
    weighted.mutable_clusters(static_cast<int>(i))->mutable_weight()->set_value(weight);
    total += weight;
  }
  if (flavor != Flavor::kEnvoy) weighted.mutable_total_weight()->set_value(total);
}

// A single destination takes everything, whatever its weight. Of several those of weight 0 take nothing and are left out.
void SetDestinations(const RouteContext& context, const HttpRoute& rule, Route& route) {
  if (rule.route.size() == 1) return SetSingleDestination(context, rule.route[0], route);
  std::vector<const WeightedDestination*> parts;
  for (const WeightedDestination& part : rule.route) {
    if (part.weight > 0) parts.push_back(&part);
  }
  if (parts.size() == 1 && !parts[0]->headers) return SetSingleDestination(context, *parts[0], route);
  auto& weighted = *route.mutable_route()->mutable_weighted_clusters();
  for (const WeightedDestination* part : parts) AddWeightedDestination(context, *part, weighted);
  SetWeights(parts, context.client.flavor, weighted);
}

void AddMirrors(const RouteContext& context, const HttpRoute& rule, RouteAction& action) {
  for (const manifest::HttpMirror& mirror : rule.mirrors) {
    if (mirror.percentage <= 0) continue;
    auto& policy = *action.add_request_mirror_policies();
    policy.set_cluster(DestinationCluster(context, mirror.destination));
    SetPercent(mirror.percentage, policy.mutable_runtime_fraction()->mutable_default_value());
    policy.mutable_trace_sampled()->set_value(false);
    policy.set_disable_shadow_host_suffix_append(true);
  }
}

// Proxies read `timeout`, gRPC reads max_stream_duration, which in a proxy would cut off what an upgrade left open. "None" has
// to be said too: a proxy's default is 15 s.
void SetTimeout(absl::Duration timeout, Flavor flavor, RouteAction& action) {
  SetDuration(timeout, action.mutable_timeout());
  if (timeout <= absl::ZeroDuration() || flavor == Flavor::kEnvoy) return;
  SetDuration(timeout, action.mutable_max_stream_duration()->mutable_max_stream_duration());
}

void SetRetries(const RouteContext& context, const HttpRoute& rule, RouteAction& action) {
  RetryOptions options;
  options.consistent_hash = rule.route.size() == 1 && UsesConsistentHash(context, rule.route[0].destination);
  options.flavor = context.client.flavor;
  if (auto policy = MakeRetryPolicy(rule.retries, options)) *action.mutable_retry_policy() = *std::move(policy);
}

void SetForwarding(const RouteContext& context, const HttpRoute& rule, Route& route) {
  RouteAction& action = *route.mutable_route();
  if (SpeaksAll(context)) SetRewrite(rule, context.client.flavor, action);
  SetDestinations(context, rule, route);
  if (SpeaksAll(context)) AddMirrors(context, rule, action);
  SetTimeout(rule.timeout.value_or(absl::ZeroDuration()), context.client.flavor, action);
  SetRetries(context, rule, action);
  AddHashPolicies(context, rule.route, action);
}

CalledPort CalledBy(const RouteContext& context) {
  return {context.port, context.tls, context.client.flavor == Flavor::kEnvoy};
}

void SetReply(const RouteContext& context, const registry::EffectiveRoute& rule, Route& route) {
  const HttpRoute& said = rule.route;
  if (!SpeaksAll(context)) {
    SetGrpcFailure(context, said.redirect ? said.redirect->code : said.direct_response->status, route);
  } else if (!said.redirect) {
    SetDirectResponse(*said.direct_response, route);
  } else if (!SetRedirect(*said.redirect, CalledBy(context), route)) {
    context.LeaveOut(rule.origin + ".redirect.redirectCode", "must be 301, 302, 303, 307 or 308; calls get 500");
  }
}

void AddFilterConfigs(const RouteContext& context, const HttpRoute& rule, Route& route) {
  auto& configs = *route.mutable_typed_per_filter_config();
  if (rule.fault) {
    if (auto fault = MakeFault(*rule.fault)) configs[std::string(kFaultFilter)] = Pack(*fault);
  }
  if (rule.cors && SpeaksAll(context)) configs[std::string(kCorsFilter)] = Pack(MakeCors(*rule.cors));
}

}  // namespace

void SetRouteAction(const RouteContext& context, const registry::EffectiveRoute& rule, Route& route) {
  if (SpeaksAll(context)) {
    if (rule.route.headers) AppendHeaders(*rule.route.headers, route);
  } else {
    for (const auto& [field, why] : NotForGrpc(rule.route)) context.LeaveOut(rule.origin + "." + field, why);
  }
  AddFilterConfigs(context, rule.route, route);
  if (rule.route.redirect || rule.route.direct_response) {
    SetReply(context, rule, route);
  } else {
    SetForwarding(context, rule.route, route);
  }
}

void SetDefaultAction(const RouteContext& context, const std::string& cluster, Route& route) {
  RouteAction& action = *route.mutable_route();
  action.set_cluster(cluster);
  SetTimeout(absl::ZeroDuration(), context.client.flavor, action);
  *action.mutable_retry_policy() = *MakeRetryPolicy(std::nullopt);
  AddHashPolicy(context, {context.host, "", context.port}, action);
}

}  // namespace weft::translate
