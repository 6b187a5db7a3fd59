// SPDX-License-Identifier: Apache-2.0
#include "registry/index/gateway_binding.h"

#include <algorithm>

#include "base/strings.h"
#include "registry/hostname.h"

namespace weft::registry {
namespace {

bool FitsInto(std::string_view host, std::string_view pattern) {
  if (!IsWildcard(host) || !IsWildcard(pattern)) return HostMatches(pattern, host);
  return host.substr(1).ends_with(pattern.substr(1));
}

// The host in "namespace/host", or in "host" alone, that rules of `rule_ns` may bind to; empty when they may not.
std::string HostFor(std::string_view written, std::string_view gateway_ns, std::string_view rule_ns) {
  const size_t slash = written.find('/');
  if (slash == std::string_view::npos) return ToLower(written);
  const std::string_view ns = written.substr(0, slash);
  if (ns != "*" && (ns == "." ? gateway_ns : ns) != rule_ns) return "";
  return ToLower(written.substr(slash + 1));
}

bool ServesSome(const manifest::Gateway& gateway, const manifest::VirtualService& rule, std::string_view domain) {
  return std::any_of(gateway.servers.begin(), gateway.servers.end(), [&](const manifest::GatewayServer& server) {
    return !HostsServed(server, gateway.meta.ns, rule, domain).empty();
  });
}

}  // namespace

std::string MeetHosts(std::string_view a, std::string_view b) {
  if (FitsInto(a, b)) return std::string(a);
  if (FitsInto(b, a)) return std::string(b);
  return "";
}

std::vector<std::string> HostsServed(const manifest::GatewayServer& server, std::string_view gateway_ns,
                                     const manifest::VirtualService& rule, std::string_view domain) {
  std::vector<std::string> hosts;
  for (const std::string& written : rule.hosts) {
    const std::string host = ExpandRuleHost(written, rule.meta.ns, domain);
    for (const std::string& offered : server.hosts) {
      const std::string own = HostFor(offered, gateway_ns, rule.meta.ns);
      std::string common = own.empty() ? "" : MeetHosts(own, host);
      if (!common.empty() && std::find(hosts.begin(), hosts.end(), common) == hosts.end()) hosts.push_back(std::move(common));
    }
  }
  return hosts;
}

std::vector<UnservedGateway> UnservedGateways(const manifest::VirtualService& rule, const GatewayIndex& gateways,
                                              std::string_view domain) {
  std::vector<UnservedGateway> unserved;
  for (size_t i = 0; i < rule.gateways.size(); ++i) {
    const std::string name = ExpandGatewayName(rule.gateways[i], rule.meta.ns);
    if (name == "mesh") continue;
    GatewayPtr gateway = gateways.Find(name);
    if (gateway == nullptr || !ServesSome(*gateway, rule, domain)) unserved.push_back({i, name, std::move(gateway)});
  }
  return unserved;
}

}  // namespace weft::registry
