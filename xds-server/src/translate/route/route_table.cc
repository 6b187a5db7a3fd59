// SPDX-License-Identifier: Apache-2.0
#include "translate/route/route_table.h"

#include <string_view>

#include "base/strings.h"
#include "translate/route/envoy_table.h"
#include "translate/route/route_list.h"
#include "translate/route/virtual_host.h"

namespace weft::translate {

using ::envoy::config::route::v3::RouteConfiguration;
using ::envoy::config::route::v3::VirtualHost;

namespace {

constexpr std::string_view kAnyHost = "*";

// When a listener goes, gRPC C++ empties the routes of its channels, and fills them again only when the table changes, not when
// the same one comes back: they would fail for as long as their process lives. So a service that was deleted and made again has
// another table, by a name that nobody can call. Source of the domain that there will never be: RFC 6761, section 6.4
void TellFromPredecessor(const registry::Service& service, VirtualHost& virtual_host) {
  if (!service.uid.empty()) virtual_host.add_domains(StrCat(service.uid, ".invalid"));
}

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
  RouteConfiguration table = context.client.Can(Capability::kTableOptions) ? MakeEnvoyTable(name) : RouteConfiguration();
  table.set_name(name);
  VirtualHost virtual_host = MakeRoutedHost(context, target);
  if (virtual_host.routes_size() == 0) return table;
  if (context.client.Can(Capability::kSocketListeners)) {  // the socket has told already whom the call is for
    virtual_host.clear_domains();
    *virtual_host.add_domains() = std::string(kAnyHost);
  }
  if (target.service != nullptr && !context.client.Can(Capability::kSameTableAgain)) {
    TellFromPredecessor(*target.service, virtual_host);
  }
  *table.add_virtual_hosts() = std::move(virtual_host);
  return table;
}

}  // namespace weft::translate
