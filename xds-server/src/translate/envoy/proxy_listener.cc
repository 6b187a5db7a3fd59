// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/proxy_listener.h"

#include "base/strings.h"
#include "registry/hostname.h"
#include "registry/services/protocol.h"
#include "translate/envoy/socket_listener.h"
#include "translate/naming/names.h"
#include "translate/naming/pack.h"
#include "translate/route/target.h"

namespace weft::translate {
namespace {

using registry::Service;
using registry::World;

bool IsServedPort(const World& world, const Client& client, const std::string& host, const Service& service,
                  const registry::Port& port) {
  return registry::IsHttp(registry::ProtocolOf(port)) && world.FindService(host, client.ns, port.number) == &service;
}

// Calls `visit` with the host and number of each port that the client sees, until one returns true.
template <typename Visit>
bool VisitServedPorts(const World& world, const Client& client, const Visit& visit) {
  for (const auto& [host, services] : world.services()) {
    for (const auto& service : services) {
      for (const registry::Port& port : service->ports) {
        if (IsServedPort(world, client, host, *service, port) && visit(host, port.number)) return true;
      }
    }
  }
  return false;
}

Translation FromSocket(const std::string& name, const std::string& address, uint32_t port, const std::string& route_name) {
  auto listener = MakeSocketListener(name, address, port);
  AddHttpChain(MakeSocketManager(StrCat("outbound_", name), route_name), listener);
  Translation translation;
  translation.resource = Pack(listener);
  return translation;
}

Translation TranslatePort(const World& world, const Client& client, const std::string& name, uint32_t port) {
  const bool known = VisitServedPorts(world, client, [&](const std::string&, uint32_t number) { return number == port; });
  Translation translation;
  if (known) translation = FromSocket(name, client.proxy.bind, BoundPort(client, StrCat(port), port), StrCat(port));
  if (!known) translation.missing = StrCat("no service that namespace \"", client.ns, "\" sees has HTTP at port ", port);
  translation.of_everything = true;
  return translation;
}

Translation TranslateService(const World& world, const Client& client, const std::string& name, const SocketName& socket) {
  Target target = FindTarget(world, client, {socket.where}, socket.port);
  Translation translation;
  if (target.host.empty()) {
    translation.missing = std::move(target.missing);
  } else if (!CarriesHttp(target, socket.port)) {
    translation.missing = StrCat("port ", socket.port, " of \"", target.host, "\" does not speak HTTP");
  } else {
    translation = FromSocket(name, client.proxy.bind, BoundPort(client, StrCat(target.host, ":", socket.port), 0),
                             MakeClusterName(socket.port, "", target.host));
  }
  translation.hosts = std::move(target.looked_at);
  return translation;
}

}  // namespace

std::set<std::string> ProxyListenerNames(const World& world, const Client& client) {
  std::set<std::string> names;
  VisitServedPorts(world, client, [&](const std::string& host, uint32_t port) {
    if (!client.proxy.per_service) {
      names.insert(MakeSocketName(client.proxy.bind, port));
    } else if (!registry::IsWildcard(host)) {
      names.insert(MakeSocketName(host, port));
    }
    return false;
  });
  return names;
}

Translation TranslateProxyListener(const World& world, const Client& client, const std::string& name) {
  auto socket = ParseSocketName(name);
  if (socket && client.proxy.per_service) return TranslateService(world, client, name, *socket);
  if (socket && socket->where == client.proxy.bind) return TranslatePort(world, client, name, socket->port);
  Translation translation;
  translation.missing = StrCat("listener \"", name, "\" is not of the form ",
                               client.proxy.per_service ? std::string("<host>") : client.proxy.bind, "_<port>");
  return translation;
}

uint32_t BoundPort(const Client& client, const std::string& key, uint32_t otherwise) {
  auto found = client.proxy.ports.find(key);
  return found == client.proxy.ports.end() ? otherwise : found->second;
}

}  // namespace weft::translate
