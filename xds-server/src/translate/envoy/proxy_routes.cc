// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/proxy_routes.h"

#include <set>
#include <utility>

#include "translate/route/envoy_table.h"
#include "translate/route/route_table.h"
#include "translate/route/target.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::RouteConfiguration;
using ::envoy::config::route::v3::VirtualHost;
using registry::Service;
using registry::World;

std::set<std::string> CallableHosts(const World& world, uint32_t port) {
  std::set<std::string> hosts = world.virtual_services().Hosts();
  for (const auto& [host, services] : world.services()) {
    for (const auto& service : services) {
      if (service->PortIndex(port) >= 0) hosts.insert(host);
    }
  }
  return hosts;
}

// Is there something to answer a call? Nobody could say where a wildcard without endpoints is.
bool IsServed(const Target& target, const std::string& host, uint32_t port) {
  if (target.host != host || !CarriesHttp(target, port)) return false;
  return target.rule != nullptr || target.service->discovery != Service::Discovery::kUnreachable;
}

// Domains of one table, each given away once.
class Domains {
 public:
  Domains(const World& world, const Client& client, uint32_t port) : world_(world), client_(client), port_(port) {}

  void Reserve(const std::string& domain) { taken_.insert(domain); }

  // Drops the domains that another virtual host has.
  void Claim(const Target& target, VirtualHost& virtual_host) {
    auto domains = std::move(*virtual_host.mutable_domains());
    virtual_host.clear_domains();
    for (std::string& domain : domains) {
      const bool own = virtual_host.domains_size() == 0;  // the first is the full host
      if (own || (!BelongsToOther(target, domain) && taken_.insert(domain).second))
        *virtual_host.add_domains() = std::move(domain);
    }
  }

 private:
  // Several services may have one virtual IP.
  bool BelongsToOther(const Target& target, std::string address) const {
    if (address.starts_with("[")) address = address.substr(1, address.size() - 2);
    const Service* owner = FindByAddress(world_, client_, address, port_);
    return owner != nullptr && owner != target.service;
  }

  const World& world_;
  const Client& client_;
  uint32_t port_;
  std::set<std::string> taken_;
};

}  // namespace

RouteConfiguration MakePortTable(const World& world, const Client& client, uint32_t port, const std::string& name,
                                 std::vector<std::string>& left_out) {
  RouteConfiguration table = MakeEnvoyTable(name);
  std::vector<std::pair<Target, VirtualHost>> served;
  Domains domains(world, client, port);
  for (const std::string& host : CallableHosts(world, port)) {
    Target target = FindTarget(world, client, {host}, port);
    if (!IsServed(target, host, port)) continue;
    std::vector<std::string> looked_at;
    VirtualHost virtual_host = MakeRoutedHost(RouteContext{world, client, host, port, looked_at, left_out}, target);
    if (virtual_host.routes_size() == 0) continue;
    domains.Reserve(virtual_host.domains(0));
    served.emplace_back(std::move(target), std::move(virtual_host));
  }
  for (auto& [target, virtual_host] : served) {
    domains.Claim(target, virtual_host);
    *table.add_virtual_hosts() = std::move(virtual_host);
  }
  return table;
}

}  // namespace weft::translate
