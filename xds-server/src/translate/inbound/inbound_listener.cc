// SPDX-License-Identifier: Apache-2.0
#include "translate/inbound/inbound_listener.h"

#include <arpa/inet.h>

#include "envoy/extensions/filters/http/router/v3/router.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "translate/naming/names.h"
#include "translate/naming/pack.h"

namespace weft::translate {
namespace {

using InboundManager = ::envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager;

constexpr char kInboundRoutes[] = "inbound";

// ParseDialName takes brackets off, so that what they stood around has to be IPv6, and the rest IPv4.
bool IsAddressOf(const DialName& dialled, bool bracketed) {
  in6_addr parsed;
  return inet_pton(bracketed ? AF_INET6 : AF_INET, dialled.host.c_str(), &parsed) == 1;
}

// Calls are not sent on: any other action would fail them all.
InboundManager MakeInboundManager() {
  InboundManager manager;
  manager.set_stat_prefix(kInboundRoutes);
  auto& routes = *manager.mutable_route_config();
  routes.set_name(kInboundRoutes);
  auto& host = *routes.add_virtual_hosts();
  host.set_name(kInboundRoutes);
  host.add_domains(std::string("*"));
  auto& route = *host.add_routes();
  route.mutable_match()->set_prefix("/");
  route.mutable_non_forwarding_action();
  auto& router = *manager.add_http_filters();
  router.set_name("envoy.filters.http.router");
  *router.mutable_typed_config() = Pack(::envoy::extensions::filters::http::router::v3::Router());
  return manager;
}

}  // namespace

std::optional<InboundAddress> ParseInboundListenerName(std::string_view name) {
  if (!name.starts_with(kInboundListenerPrefix)) return std::nullopt;
  name.remove_prefix(kInboundListenerPrefix.size());
  auto dialled = ParseDialName(name);
  if (!dialled || !IsAddressOf(*dialled, name.front() == '[')) return std::nullopt;
  return InboundAddress{dialled->host, dialled->port};
}

::envoy::config::listener::v3::Listener MakeInboundListener(const std::string& name, const InboundAddress& address) {
  ::envoy::config::listener::v3::Listener listener;
  listener.set_name(name);
  auto& socket = *listener.mutable_address()->mutable_socket_address();
  socket.set_address(address.ip);
  socket.set_port_value(address.port);
  listener.set_traffic_direction(::envoy::config::core::v3::INBOUND);
  auto& chain = *listener.mutable_default_filter_chain();
  chain.set_name(kInboundRoutes);
  auto& filter = *chain.add_filters();
  filter.set_name("envoy.filters.network.http_connection_manager");
  *filter.mutable_typed_config() = Pack(MakeInboundManager());
  return listener;
}

}  // namespace weft::translate
