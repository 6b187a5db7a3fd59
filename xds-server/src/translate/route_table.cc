#include "translate/route_table.h"

#include "base/strings.h"
#include "translate/names.h"
#include "translate/route_match.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::Route;
using ::envoy::config::route::v3::RouteConfiguration;
using ::envoy::config::route::v3::RouteMatch;
using ::envoy::config::route::v3::VirtualHost;

// Every spelling that means this service to this client. A bare name does so only in the service's own namespace.
std::vector<std::string> Spellings(const registry::Service& service, const std::string& host, const Client& client) {
  std::vector<std::string> spellings = {host};
  if (host.find(':') == std::string::npos) spellings.push_back(host + ".");
  if (!service.is_platform) return spellings;
  spellings.push_back(StrCat(service.name, ".", service.ns, ".svc"));
  spellings.push_back(StrCat(service.name, ".", service.ns));
  if (service.ns == client.ns) spellings.push_back(service.name);
  return spellings;
}

// Clients compare the whole authority, so each spelling comes with and without the port.
void AddDomains(const std::vector<std::string>& spellings, uint32_t port, VirtualHost& virtual_host) {
  for (const std::string& spelling : spellings) {
    bool literal_v6 = spelling.find(':') != std::string::npos;
    std::string domain = literal_v6 ? StrCat("[", spelling, "]") : spelling;
    virtual_host.add_domains(domain);
    virtual_host.add_domains(StrCat(domain, ":", port));
  }
}

std::string RouteName(const manifest::HttpRoute& rule, const manifest::HttpMatch* match) {
  if (match == nullptr || match->name.empty()) return rule.name;
  return rule.name.empty() ? match->name : StrCat(rule.name, ".", match->name);
}

// Builds the routes of one rule after the other until one takes everything.
class RouteList {
 public:
  RouteList(const RouteContext& context, const manifest::VirtualService& owner, VirtualHost& virtual_host)
      : context_(context), owner_(owner), virtual_host_(virtual_host) {}

  // Was any rule about this client at all?
  bool any_applies() const { return any_applies_; }

  void AddAll() {
    for (const manifest::HttpRoute& rule : owner_.http) {
      if (!complete_ && !rule.route.empty()) AddRule(rule);
    }
  }

 private:
  void AddRule(const manifest::HttpRoute& rule) {
    if (rule.match.empty()) Add(rule, nullptr);
    for (const manifest::HttpMatch& match : rule.match) {
      if (!complete_ && AppliesTo(match, context_.client, context_.port)) Add(rule, &match);
    }
  }

  void Add(const manifest::HttpRoute& rule, const manifest::HttpMatch* match) {
    any_applies_ = true;
    for (RouteMatch& proto : MakeRouteMatches(match != nullptr ? *match : manifest::HttpMatch{}, context_.client.flavor)) {
      Route& route = *virtual_host_.add_routes();
      route.set_name(RouteName(rule, match));
      SetRouteAction(context_, owner_, rule, route);
      complete_ |= IsCatchAll(proto);
      *route.mutable_match() = std::move(proto);
    }
  }

  const RouteContext& context_;
  const manifest::VirtualService& owner_;
  VirtualHost& virtual_host_;
  bool any_applies_ = false;
  bool complete_ = false;
};

void AddDefaultRoute(const RouteContext& context, const std::string& host, VirtualHost& virtual_host) {
  Route& route = *virtual_host.add_routes();
  route.set_name("default");
  route.mutable_match()->set_prefix("/");
  SetDefaultAction(MakeClusterName(context.port, "", host), route);
}

}  // namespace

RouteConfiguration MakeRouteTable(const RouteContext& context, const registry::Service& service, const std::string& host,
                                  const std::string& name) {
  RouteConfiguration table;
  table.set_name(name);
  VirtualHost virtual_host;
  virtual_host.set_name(StrCat(host, ":", context.port));
  AddDomains(Spellings(service, host, context.client), context.port, virtual_host);

  bool routed = false;
  if (const auto* owner = context.world.virtual_services().OwnerOf(host, context.client.ns)) {
    RouteList list(context, *owner, virtual_host);
    list.AddAll();
    routed = list.any_applies();
  }
  if (!routed) AddDefaultRoute(context, host, virtual_host);
  if (virtual_host.routes_size() > 0) *table.add_virtual_hosts() = std::move(virtual_host);
  return table;
}

}  // namespace weft::translate
