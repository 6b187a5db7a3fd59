// SPDX-License-Identifier: Apache-2.0
#include "translate/route/route_action.h"

#include <algorithm>
#include <limits>

#include "translate/naming/pack.h"
#include "translate/route/cors.h"
#include "translate/route/destination.h"
#include "translate/route/fault.h"
#include "translate/route/hash_policy.h"
#include "translate/route/header_operations.h"
#include "translate/route/reply_action.h"
#include "translate/route/retry.h"
#include "translate/route/unsupported_fields.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::Route;
using ::envoy::config::route::v3::RouteAction;
using ::envoy::config::route::v3::WeightedCluster;
using manifest::HttpRoute;
using manifest::WeightedDestination;

// Rewrites of the path and the authority. Of those who name an authority the rewrite comes before the rule's headers.
void SetRewrite(const HttpRoute& rule, const Client& client, RouteAction& action) {
  const bool changes_headers = rule.headers && client.Can(Capability::kHeaderChanges);
  std::string authority = changes_headers ? AuthorityOf(rule.headers->request) : "";
  if (rule.rewrite && client.Can(Capability::kRewrite)) {
    if (!rule.rewrite->regex_match.empty()) {
      auto& regex = *action.mutable_regex_rewrite();
      if (!client.Can(Capability::kStringMatch)) regex.mutable_pattern()->mutable_google_re2();
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
  if (!context.client.Can(Capability::kHeaderChanges) || !destination.headers) return;
  AppendHeaders(*destination.headers, route);
  std::string authority = AuthorityOf(destination.headers->request);
  if (!authority.empty() && action.host_rewrite_specifier_case() == RouteAction::HOST_REWRITE_SPECIFIER_NOT_SET) {
    action.set_host_rewrite_literal(authority);
  }
}

void AddWeightedDestination(const RouteContext& context, const WeightedDestination& destination, WeightedCluster& weighted) {
  auto& cluster = *weighted.add_clusters();
  cluster.set_name(DestinationCluster(context, destination.destination));
  if (!context.client.Can(Capability::kHeaderChanges) || !destination.headers) return;
  AppendHeaders(*destination.headers, cluster);
  if (std::string authority = AuthorityOf(destination.headers->request); !authority.empty()) {
    cluster.set_host_rewrite_literal(authority);
  }
}

// The sum is written down, as some clients assume 100 otherwise, but not for those that add up themselves and warn of it. It
// must fit into 32 bits: huge weights are halved until it does.
void SetWeights(const std::vector<const WeightedDestination*>& parts, const Client& client, WeightedCluster& weighted) {
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
  if (!client.Can(Capability::kWeightSum)) weighted.mutable_total_weight()->set_value(total);
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
  SetWeights(parts, context.client, weighted);
}

void AddMirrors(const RouteContext& context, const HttpRoute& rule, RouteAction& action) {
  if (!context.client.Can(Capability::kMirror)) return;
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
void SetTimeout(absl::Duration timeout, const Client& client, RouteAction& action) {
  SetDuration(timeout, action.mutable_timeout());
  if (timeout <= absl::ZeroDuration() || client.Can(Capability::kRouteTimeout)) return;
  SetDuration(timeout, action.mutable_max_stream_duration()->mutable_max_stream_duration());
}

void SetRetries(const RouteContext& context, const HttpRoute& rule, RouteAction& action) {
  const bool consistent_hash = rule.route.size() == 1 && UsesConsistentHash(context, rule.route[0].destination);
  if (auto policy = MakeRetryPolicy(rule.retries, context.client, consistent_hash))
    *action.mutable_retry_policy() = *std::move(policy);
}

void SetForwarding(const RouteContext& context, const HttpRoute& rule, Route& route) {
  RouteAction& action = *route.mutable_route();
  SetRewrite(rule, context.client, action);
  SetDestinations(context, rule, route);
  AddMirrors(context, rule, action);
  SetTimeout(rule.timeout.value_or(absl::ZeroDuration()), context.client, action);
  SetRetries(context, rule, action);
  AddHashPolicies(context, rule.route, action);
}

CalledPort CalledBy(const RouteContext& context) {
  return {context.port, context.tls, context.client.Can(Capability::kImpliedPort)};
}

void SetReply(const RouteContext& context, const registry::EffectiveRoute& rule, Route& route) {
  const HttpRoute& said = rule.route;
  if (!context.client.Can(said.redirect ? Capability::kRedirect : Capability::kDirectResponse)) {
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
  if (rule.cors && context.client.Can(Capability::kCors)) configs[std::string(kCorsFilter)] = Pack(MakeCors(*rule.cors));
}

}  // namespace

void SetRouteAction(const RouteContext& context, const registry::EffectiveRoute& rule, Route& route) {
  if (rule.route.headers && context.client.Can(Capability::kHeaderChanges)) AppendHeaders(*rule.route.headers, route);
  for (const auto& [field, why] : UnsupportedFields(rule.route, context.client)) {
    context.LeaveOut(rule.origin + "." + field, why);
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
  SetTimeout(absl::ZeroDuration(), context.client, action);
  *action.mutable_retry_policy() = *MakeRetryPolicy(std::nullopt, context.client);
  AddHashPolicy(context, {context.host, "", context.port}, action);
}

}  // namespace weft::translate
