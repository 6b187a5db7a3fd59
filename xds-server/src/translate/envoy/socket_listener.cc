// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/socket_listener.h"

#include "absl/time/time.h"
#include "envoy/extensions/filters/http/cors/v3/cors.pb.h"
#include "translate/naming/pack.h"
#include "translate/route/cors.h"

namespace weft::translate {

using ::envoy::config::listener::v3::FilterChain;
using ::envoy::config::listener::v3::Listener;

Listener MakeSocketListener(const std::string& name, const std::string& address, uint32_t port) {
  Listener listener;
  listener.set_name(name);
  auto* socket = listener.mutable_address()->mutable_socket_address();
  socket->set_address(address);
  socket->set_port_value(port);
  listener.set_traffic_direction(::envoy::config::core::v3::OUTBOUND);
  return listener;
}

HttpManager MakeSocketManager(const std::string& stat_prefix, const std::string& route_name) {
  HttpManager manager;
  manager.set_codec_type(HttpManager::AUTO);
  manager.set_stat_prefix(stat_prefix);
  SetRoutesByName(route_name, manager);
  AddFilter(kCorsFilter, ::envoy::extensions::filters::http::cors::v3::Cors(), manager);
  AddFaultAndRouter(manager);
  manager.add_upgrade_configs()->set_upgrade_type("websocket");
  SetDuration(absl::ZeroDuration(), manager.mutable_stream_idle_timeout());
  manager.mutable_normalize_path()->set_value(true);
  return manager;
}

FilterChain& AddHttpChain(const HttpManager& manager, Listener& listener) {
  FilterChain& chain = *listener.add_filter_chains();
  auto* filter = chain.add_filters();
  filter->set_name("envoy.filters.network.http_connection_manager");
  *filter->mutable_typed_config() = Pack(manager);
  return chain;
}

}  // namespace weft::translate
