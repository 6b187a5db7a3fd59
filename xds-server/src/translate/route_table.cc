#include "translate/route_table.h"

#include <string_view>

#include "translate/envoy_table.h"
#include "translate/route_list.h"
#include "translate/virtual_host.h"

namespace weft::translate {

using ::envoy::config::route::v3::RouteConfiguration;
using ::envoy::config::route::v3::VirtualHost;

namespace {

constexpr std::string_view kAnyHost = "*";

}  // namespace

VirtualHost MakeRoutedHost(const RouteContext& context, const Target& target) {
  VirtualHost virtual_host = MakeVirtualHost(target.host, target.service, context.client, context.port, context.world.domain());
  if (target.rule != nullptr) {
    AppendRoutes(context, *target.rule, *virtual_host.mutable_routes());
  } else {
    AppendDefaultRoute(context, *target.service, *virtual_host.mutable_routes());
  }
  return virtual_host;
}

RouteConfiguration MakeRouteTable(const RouteContext& context, const Target& target, const std::string& name) {
  RouteConfiguration table = context.client.flavor == Flavor::kEnvoy ? MakeEnvoyTable(name) : RouteConfiguration();
  table.set_name(name);
  VirtualHost virtual_host = MakeRoutedHost(context, target);
  if (virtual_host.routes_size() == 0) return table;
  if (context.client.flavor == Flavor::kEnvoy) {  // the socket has told already whom the call is for
    virtual_host.clear_domains();
    *virtual_host.add_domains() = std::string(kAnyHost);
  }
  *table.add_virtual_hosts() = std::move(virtual_host);
  return table;
}

}  // namespace weft::translate
