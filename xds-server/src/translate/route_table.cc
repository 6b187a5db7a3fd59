#include "translate/route_table.h"

#include "base/strings.h"
#include "translate/names.h"
#include "translate/origin.h"
#include "translate/route_action.h"
#include "translate/route_match.h"
#include "translate/virtual_host.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::Route;
using ::envoy::config::route::v3::RouteConfiguration;
using ::envoy::config::route::v3::RouteMatch;
using ::envoy::config::route::v3::VirtualHost;
using registry::EffectiveRoute;

std::string RouteName(const manifest::HttpRoute& rule, const manifest::HttpMatch* match) {
  if (match == nullptr || match->name.empty()) return rule.name;
  return rule.name.empty() ? match->name : StrCat(rule.name, ".", match->name);
}

bool HasAction(const manifest::HttpRoute& rule) { return !rule.route.empty() || rule.redirect || rule.direct_response; }

// Builds the routes of one rule after the other until one takes everything.
class RouteList {
 public:
  RouteList(const RouteContext& context, VirtualHost& virtual_host) : context_(context), virtual_host_(virtual_host) {}

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
      if (AppliesTo(matches[i], context_.client, context_.port)) Add(rule, &matches[i], rule.match_origins[i]);
    }
  }

  void Add(const EffectiveRoute& rule, const manifest::HttpMatch* match, const std::string& origin) {
    auto protos = MakeRouteMatches(match != nullptr ? *match : manifest::HttpMatch{}, context_.client.flavor);
    if (protos.empty()) context_.LeaveOut(origin, "no RPC can meet it, or gRPC clients cannot evaluate it");
    for (RouteMatch& proto : protos) {
      Route& route = *virtual_host_.add_routes();
      route.set_name(RouteName(rule.route, match));
      SetRouteAction(context_, rule, route);
      if (context_.client.flavor == Flavor::kWeft) SetOrigin(origin, route);
      complete_ |= IsCatchAll(proto);
      *route.mutable_match() = std::move(proto);
    }
  }

  const RouteContext& context_;
  VirtualHost& virtual_host_;
  bool complete_ = false;
};

void AddDefaultRoute(const RouteContext& context, const registry::Service& service, VirtualHost& virtual_host) {
  Route& route = *virtual_host.add_routes();
  route.set_name("default");
  route.mutable_match()->set_prefix("/");
  SetDefaultAction(MakeClusterName(context.port, "", context.host), route);
  if (context.client.flavor == Flavor::kWeft) SetOrigin(DefaultOrigin(service), route);
}

}  // namespace

RouteConfiguration MakeRouteTable(const RouteContext& context, const Target& target, const std::string& name) {
  RouteConfiguration table;
  table.set_name(name);
  VirtualHost virtual_host =
      MakeVirtualHost(target.host, target.service, context.client, context.port, context.world.domain());
  if (target.rule != nullptr) {
    RouteList(context, virtual_host).AddAll(*target.rule);
  } else {
    AddDefaultRoute(context, *target.service, virtual_host);
  }
  if (virtual_host.routes_size() > 0) *table.add_virtual_hosts() = std::move(virtual_host);
  return table;
}

}  // namespace weft::translate
