// SPDX-License-Identifier: Apache-2.0
#include "translate/route/route_list.h"

#include <optional>

#include "base/strings.h"
#include "translate/match/route_match.h"
#include "translate/naming/names.h"
#include "translate/naming/origin.h"
#include "translate/route/route_action.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::Route;
using ::envoy::config::route::v3::RouteMatch;
using registry::EffectiveRoute;

std::string RouteName(const manifest::HttpRoute& rule, const manifest::HttpMatch* match) {
  if (match == nullptr || match->name.empty()) return rule.name;
  return rule.name.empty() ? match->name : StrCat(rule.name, ".", match->name);
}

bool HasAction(const manifest::HttpRoute& rule) { return !rule.route.empty() || rule.redirect || rule.direct_response; }

// Builds the routes of one rule after the other until one takes everything.
class RouteList {
 public:
  RouteList(const RouteContext& context, Routes& routes) : context_(context), routes_(routes) {}

  void AddAll(const registry::EffectiveRule& rule) {
    for (const EffectiveRoute& route : rule.http) {
      if (!complete_ && HasAction(route.route)) AddRule(route);
    }
  }

 private:
  void AddRule(const EffectiveRoute& rule) {
    const auto& matches = rule.route.match;
    if (matches.empty()) Add(rule, nullptr, rule.origin);
    for (size_t i = 0; i < matches.size() && !complete_; ++i) {
      if (AppliesTo(matches[i], context_.client, context_.port, context_.gateways)) {
        Add(rule, &matches[i], rule.match_origins[i]);
      }
    }
  }

  void Add(const EffectiveRoute& rule, const manifest::HttpMatch* match, const std::string& origin) {
    auto protos = MakeRouteMatches(match != nullptr ? *match : manifest::HttpMatch{}, context_.client);
    if (protos.empty()) context_.LeaveOut(origin, "no call of this client can meet it, or this client cannot evaluate it");
    for (RouteMatch& proto : protos) {
      Route& route = *routes_.Add();
      route.set_name(RouteName(rule.route, match));
      SetRouteAction(context_, rule, route);
      if (context_.client.Can(Capability::kRouteOrigin)) SetOrigin(origin, route);
      complete_ |= IsCatchAll(proto);
      *route.mutable_match() = std::move(proto);
    }
  }

  const RouteContext& context_;
  Routes& routes_;
  bool complete_ = false;
};

}  // namespace

void AppendRoutes(const RouteContext& context, const registry::EffectiveRule& rule, Routes& routes) {
  RouteList(context, routes).AddAll(rule);
}

void AppendDefaultRoute(const RouteContext& context, const registry::Service& service, Routes& routes) {
  Route& route = *routes.Add();
  route.set_name("default");
  route.mutable_match()->set_prefix("/");
  SetDefaultAction(context, MakeClusterName(context.port, "", context.host), route);
  if (context.client.Can(Capability::kRouteOrigin)) SetOrigin(DefaultOrigin(service), route);
}

void MoveCatchAllToEnd(Routes& routes) {
  Routes ordered;
  std::optional<Route> last;
  for (Route& route : routes) {
    if (!IsCatchAll(route.match())) {
      *ordered.Add() = std::move(route);
    } else if (!last) {
      last = std::move(route);
    }
  }
  if (last) *ordered.Add() = *std::move(last);
  routes = std::move(ordered);
}

}  // namespace weft::translate
