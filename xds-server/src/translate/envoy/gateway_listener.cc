// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/gateway_listener.h"

#include "base/strings.h"
#include "envoy/extensions/filters/listener/tls_inspector/v3/tls_inspector.pb.h"
#include "translate/envoy/downstream_tls.h"
#include "translate/envoy/gateway_servers.h"
#include "translate/envoy/proxy_listener.h"
#include "translate/envoy/socket_listener.h"
#include "translate/naming/names.h"
#include "translate/naming/pack.h"

namespace weft::translate {
namespace {

using ::envoy::config::listener::v3::Listener;
using registry::World;

HttpManager MakeEdgeManager(const std::string& listener_name, const std::string& route_name) {
  HttpManager manager = MakeSocketManager(StrCat("gateway_", listener_name), route_name);
  manager.mutable_use_remote_address()->set_value(true);
  manager.mutable_generate_request_id()->set_value(true);
  return manager;
}

void AddTlsChain(const ServedServer& served, Listener& listener) {
  auto& chain = AddHttpChain(MakeEdgeManager(listener.name(), served.route_name), listener);
  chain.set_name(served.route_name);
  for (const std::string& name : served.sni) chain.mutable_filter_chain_match()->add_server_names(name);
  *chain.mutable_transport_socket() = MakeDownstreamTls(served.server->tls);
}

void AddTlsInspector(Listener& listener) {
  auto& filter = *listener.add_listener_filters();
  filter.set_name("envoy.filters.listener.tls_inspector");
  *filter.mutable_typed_config() = Pack(::envoy::extensions::filters::listener::tls_inspector::v3::TlsInspector());
}

Listener MakeGatewayListener(const GatewaySocket& socket, const Client& client, const std::string& name) {
  Listener listener = MakeSocketListener(name, socket.bind, BoundPort(client, StrCat(socket.port), socket.port));
  if (!socket.tls) {
    AddHttpChain(MakeEdgeManager(name, socket.servers[0].route_name), listener);
    return listener;
  }
  if (socket.servers.size() > 1) AddTlsInspector(listener);
  for (const ServedServer& served : socket.servers) AddTlsChain(served, listener);
  return listener;
}

}  // namespace

std::set<std::string> GatewayListenerNames(const World& world, const Client& client) {
  std::set<std::string> names;
  for (const GatewaySocket& socket : GatewaySockets(world, client)) names.insert(MakeSocketName(socket.bind, socket.port));
  return names;
}

Translation TranslateGatewayListener(const World& world, const Client& client, const std::string& name) {
  Translation translation;
  translation.of_everything = true;
  for (GatewaySocket& socket : GatewaySockets(world, client)) {
    if (MakeSocketName(socket.bind, socket.port) != name) continue;
    translation.left_out = std::move(socket.left_out);
    if (socket.servers.empty()) {
      translation.missing = StrCat("no server of port ", socket.port, " can be served");
      for (const std::string& line : translation.left_out) StrAppend(&translation.missing, "; ", line);
    } else {
      translation.resource = Pack(MakeGatewayListener(socket, client, name));
    }
    return translation;
  }
  translation.missing = StrCat("no Gateway whose selector the proxy's labels meet has a server at \"", name, "\"");
  return translation;
}

}  // namespace weft::translate
