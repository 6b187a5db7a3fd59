// SPDX-License-Identifier: Apache-2.0
#include "translate/naming/lookup.h"

#include "base/strings.h"
#include "registry/hostname.h"

namespace weft::translate {
namespace {

std::string QuotedList(const std::vector<std::string>& hosts) {
  std::string list;
  for (const std::string& host : hosts) list += StrCat(list.empty() ? "\"" : " or \"", host, "\"");
  return list;
}

std::string PortList(const registry::Service& service) {
  std::string list;
  for (const registry::Port& port : service.ports) list += StrCat(list.empty() ? "" : ", ", port.number);
  return list.empty() ? "none" : list;
}

std::string WhyNoService(const registry::World& world, const Client& client, const std::vector<std::string>& hosts,
                         uint32_t port) {
  std::string why = StrCat("no Service or ServiceEntry ", QuotedList(hosts), " with port ", port);
  for (const std::string& host : hosts) {
    if (const registry::Service* other = world.FindService(host, client.ns)) {
      return StrCat(why, "; \"", other->host, "\" has the ports: ", PortList(*other));
    }
  }
  return StrCat(why, " is visible to namespace \"", client.ns, "\"");
}

}  // namespace

Found FindVisible(const registry::World& world, const Client& client, const std::vector<std::string>& hosts, uint32_t port) {
  for (const std::string& host : hosts) {
    if (const registry::Service* service = world.FindService(host, client.ns, port)) return {service, host, ""};
  }
  return {nullptr, "", WhyNoService(world, client, hosts, port)};
}

FoundCluster FindCluster(const registry::World& world, const Client& client, const ClusterName& name) {
  FoundCluster found;
  Found visible = FindVisible(world, client, {name.host}, name.port);
  if (visible.service == nullptr) {
    found.missing = std::move(visible.missing);
    return found;
  }
  found.rule = world.destination_rules().For(name.host, visible.service->ns, client.ns);
  if (!name.subset.empty()) {
    found.subset = found.rule.FindSubset(name.subset);
    if (found.subset == nullptr) {
      found.missing = StrCat("subset \"", name.subset, "\" of host \"", name.host,
                             "\" is in no DestinationRule visible to namespace \"", client.ns, "\"");
      return found;
    }
  }
  if (visible.service->discovery == registry::Service::Discovery::kUnreachable) {
    found.missing = StrCat("ServiceEntry \"", visible.service->ns, "/", visible.service->name, "\" gives no endpoints for \"",
                           visible.service->host, "\" and a wildcard cannot be resolved");
    return found;
  }
  found.policy = PolicyOf(found.rule, found.subset, name.port, client);
  found.service = visible.service;
  found.port_index = visible.service->PortIndex(name.port);
  return found;
}

manifest::AppliedPolicy PolicyOf(const registry::MergedRule& rule, const manifest::Subset* subset, uint32_t port,
                                 const Client& client) {
  return rule.PolicyOf(subset, client.Can(Capability::kPortLevelSettings) ? port : 0);
}

std::vector<const registry::Endpoint*> SelectEndpoints(const FoundCluster& cluster) {
  std::vector<const registry::Endpoint*> selected;
  for (const registry::Endpoint& endpoint : cluster.service->endpoints) {
    if (endpoint.ports[cluster.port_index] == 0) continue;
    if (cluster.subset == nullptr || manifest::Selects(cluster.subset->labels, endpoint.labels)) selected.push_back(&endpoint);
  }
  return selected;
}

}  // namespace weft::translate
