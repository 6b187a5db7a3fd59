// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/gateway_routes.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/strings.h"
#include "registry/hostname.h"
#include "registry/index/gateway_binding.h"
#include "translate/envoy/gateway_servers.h"
#include "translate/route/envoy_table.h"
#include "translate/route/route_list.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::RouteConfiguration;
using ::envoy::config::route::v3::VirtualHost;
using registry::EffectiveRule;
using registry::World;

// A VirtualService that says what becomes of calls, and the Gateways by which they reach it.
struct BoundRule {
  const EffectiveRule* rule = nullptr;
  std::vector<std::string> gateways;
};

struct EdgeHost {
  bool https_only = false;
  std::vector<BoundRule> rules;
};

// As VirtualServiceIndex::BoundTo.
auto OrderOfBound(const BoundRule& bound) {
  const manifest::VirtualService& rule = *bound.rule->source;
  return std::tuple(registry::ReachOf(rule.export_to, rule.meta.ns), rule.meta.created, std::string_view(rule.meta.name),
                    std::string_view(rule.meta.ns));
}

void Bind(const EffectiveRule& rule, const std::string& gateway, EdgeHost& host) {
  auto found = std::find_if(host.rules.begin(), host.rules.end(), [&](const BoundRule& bound) { return bound.rule == &rule; });
  if (found == host.rules.end()) {
    host.rules.push_back({&rule, {gateway}});
  } else {
    found->gateways.push_back(gateway);
  }
}

// Collects the hosts of one table, and then writes it.
class EdgeTable {
 public:
  EdgeTable(const World& world, const Client& client, std::vector<std::string>& left_out)
      : world_(world), client_(client), left_out_(left_out) {}

  void Add(const GatewaySocket& socket, const ServedServer& served) {
    port_ = socket.port;
    tls_ = socket.tls;
    const bool https_only = !socket.tls && served.server->tls.https_redirect;
    if (https_only) {
      for (const std::string& host : served.server->hosts) hosts_[ServerHost(host)].https_only = true;
    }
    const std::string gateway = GatewayName(*served.gateway);
    for (const EffectiveRule* rule : world_.virtual_services().BoundTo(gateway)) {
      const manifest::VirtualService& source = *rule->source;
      if (!registry::ExportedTo(source.export_to, source.meta.ns, client_.ns)) continue;
      for (const std::string& name : registry::HostsServed(*served.server, served.gateway->meta.ns, source, world_.domain())) {
        EdgeHost& host = hosts_[name];
        host.https_only |= https_only;
        Bind(*rule, gateway, host);
      }
    }
  }

  RouteConfiguration Write(const std::string& name) {
    RouteConfiguration table = MakeEnvoyTable(name);
    for (auto& [host, edge] : hosts_) {
      VirtualHost virtual_host = MakeHost(host, edge);
      if (virtual_host.routes_size() > 0 || edge.https_only) *table.add_virtual_hosts() = std::move(virtual_host);
    }
    return table;
  }

 private:
  VirtualHost MakeHost(const std::string& host, EdgeHost& edge) const {
    VirtualHost virtual_host;
    virtual_host.set_name(StrCat(host, ":", port_));
    virtual_host.add_domains(host.find(':') == std::string::npos ? host : StrCat("[", host, "]"));
    if (edge.https_only) virtual_host.set_require_tls(VirtualHost::ALL);
    std::stable_sort(edge.rules.begin(), edge.rules.end(),
                     [](const BoundRule& a, const BoundRule& b) { return OrderOfBound(a) < OrderOfBound(b); });
    for (const BoundRule& bound : edge.rules) {
      std::vector<std::string> looked_at;
      AppendRoutes(RouteContext{world_, client_, host, port_, looked_at, left_out_, bound.gateways, tls_}, *bound.rule,
                   *virtual_host.mutable_routes());
    }
    MoveCatchAllToEnd(*virtual_host.mutable_routes());
    return virtual_host;
  }

  const World& world_;
  const Client& client_;
  std::vector<std::string>& left_out_;
  uint32_t port_ = 0;
  bool tls_ = false;
  std::map<std::string, EdgeHost> hosts_;
};

}  // namespace

std::optional<RouteConfiguration> MakeGatewayTable(const World& world, const Client& client, const std::string& name,
                                                   std::vector<std::string>& left_out) {
  EdgeTable table(world, client, left_out);
  bool found = false;
  for (const GatewaySocket& socket : GatewaySockets(world, client)) {
    for (const ServedServer& served : socket.servers) {
      if (served.route_name != name) continue;
      table.Add(socket, served);
      found = true;
    }
  }
  if (!found) return std::nullopt;
  return table.Write(name);
}

}  // namespace weft::translate
