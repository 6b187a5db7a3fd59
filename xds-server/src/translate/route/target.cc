// SPDX-License-Identifier: Apache-2.0
#include "translate/route/target.h"

#include <algorithm>

#include "base/strings.h"
#include "registry/hostname.h"
#include "registry/services/protocol.h"
#include "translate/match/route_match.h"
#include "translate/naming/lookup.h"

namespace weft::translate {
namespace {

using registry::EffectiveRule;
using registry::Protocol;
using registry::Service;
using registry::World;

constexpr uint32_t kHttpPort = 80;  // here a rule needs no service to stand on

std::string RuleName(const EffectiveRule& rule) {
  return StrCat("VirtualService \"", rule.source->meta.ns, "/", rule.source->meta.name, "\"");
}

Protocol ProtocolAt(const Service& service, uint32_t port) {
  return registry::ProtocolOf(service.ports[static_cast<size_t>(service.PortIndex(port))]);
}

// Does the rule route the service of this host, and does that speak HTTP at the port?
bool RoutesService(const World& world, const Client& client, const EffectiveRule& rule, const std::string& host,
                   uint32_t port) {
  const Service* service = world.FindService(host, client.ns, port);
  return service != nullptr && registry::IsHttp(ProtocolAt(*service, port)) &&
         world.virtual_services().OwnerOf(host, client.ns) == &rule;
}

bool RoutesSomeService(const World& world, const Client& client, const EffectiveRule& rule, uint32_t port) {
  for (const std::string& host : rule.hosts) {
    if (!registry::IsWildcard(host)) {
      if (RoutesService(world, client, rule, host, port)) return true;
      continue;
    }
    for (const auto& [name, services] : world.services()) {
      if (registry::HostMatches(host, name) && RoutesService(world, client, rule, name, port)) return true;
    }
  }
  return false;
}

void FindRuleOf(const World& world, const Client& client, uint32_t port, Target& target) {
  const EffectiveRule* rule = world.virtual_services().OwnerOf(target.host, client.ns);
  if (rule == nullptr || rule->http.empty()) return;
  Protocol protocol = ProtocolAt(*target.service, port);
  if (!registry::IsHttp(protocol)) {
    target.left_out.push_back(StrCat(RuleName(*rule), ": its http rules do not concern port ", port, " of \"", target.host,
                                     "\", which is ", registry::ProtocolName(protocol)));
  } else if (IsAboutClient(*rule, client, port)) {
    target.rule = rule;
  }
}

// True when a rule alone makes one of the hosts callable. `why` says what was missing otherwise.
bool FindRuleAlone(const World& world, const Client& client, const std::vector<std::string>& hosts, uint32_t port,
                   Target& target, std::string& why) {
  for (const std::string& host : hosts) {
    const EffectiveRule* rule = world.virtual_services().OwnerOf(host, client.ns);
    if (rule == nullptr) continue;
    target.looked_at.insert(target.looked_at.end(), rule->hosts.begin(), rule->hosts.end());
    if (!IsAboutClient(*rule, client, port)) {
      why = StrCat("; ", RuleName(*rule), " names the host, but no rule of it is about this client");
    } else if (port != kHttpPort && !RoutesSomeService(world, client, *rule, port)) {
      why = StrCat("; ", RuleName(*rule), " names the host, but routes no service with port ", port);
    } else {
      target.host = host;
      target.rule = rule;
      return true;
    }
  }
  return false;
}

// A rule that owns the host by its name, not by a wildcard.
bool IsNamedByRule(const World& world, const Client& client, const std::vector<std::string>& hosts) {
  return std::any_of(hosts.begin(), hosts.end(), [&](const std::string& host) {
    const EffectiveRule* rule = world.virtual_services().OwnerOf(host, client.ns);
    return rule != nullptr && std::find(rule->hosts.begin(), rule->hosts.end(), host) != rule->hosts.end();
  });
}

const Service* FindHeadless(const World& world, const Client& client, const std::string& host, uint32_t port, Target& target) {
  for (const std::string& name : registry::HeadlessHosts(host, client.ns, world.domain())) {
    target.looked_at.push_back(name);
    const Service* service = world.FindService(name, client.ns, port);
    if (service != nullptr && service->headless) return service;
  }
  return nullptr;
}

// The service that one of the hosts leads to though it is no name of it.
const Service* FindByAlias(const World& world, const Client& client, const std::vector<std::string>& hosts, uint32_t port,
                           Target& target) {
  if (IsNamedByRule(world, client, hosts)) return nullptr;
  for (const std::string& host : hosts) {
    for (const auto& service : world.ServicesAt(host)) target.looked_at.push_back(service->host);
    const Service* service = FindByAddress(world, client, host, port);
    if (service == nullptr) service = FindHeadless(world, client, host, port, target);
    if (service != nullptr) return service;
  }
  return nullptr;
}

}  // namespace

// The first that this client would reach by its host as well.
const Service* FindByAddress(const World& world, const Client& client, const std::string& address, uint32_t port) {
  for (const auto& service : world.ServicesAt(address)) {
    if (world.FindService(service->host, client.ns, port) == service.get()) return service.get();
  }
  return nullptr;
}

bool CarriesHttp(const Target& target, uint32_t port) {
  return target.service == nullptr || registry::IsHttp(ProtocolAt(*target.service, port));
}

Target FindTarget(const World& world, const Client& client, const std::vector<std::string>& hosts, uint32_t port) {
  Target target;
  target.looked_at = hosts;
  Found found = FindVisible(world, client, hosts, port);
  if (found.service == nullptr) {
    found.service = FindByAlias(world, client, hosts, port, target);
    if (found.service != nullptr) found.host = found.service->host;
  }
  if (found.service == nullptr) {
    std::string why;
    if (!FindRuleAlone(world, client, hosts, port, target, why)) target.missing = found.missing + why;
    return target;
  }
  if (ProtocolAt(*found.service, port) == Protocol::kUdp) {
    target.missing = StrCat("port ", port, " of \"", found.service->host, "\" is UDP, which the mesh does not carry");
    return target;
  }
  target.service = found.service;
  target.host = found.host;
  FindRuleOf(world, client, port, target);
  return target;
}

}  // namespace weft::translate
