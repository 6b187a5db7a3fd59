// SPDX-License-Identifier: Apache-2.0
#include "translate/listener.h"

#include "translate/envoy/http_manager.h"
#include "translate/naming/pack.h"

namespace weft::translate {

::envoy::config::listener::v3::Listener MakeListener(const std::string& name, const std::string& route_name) {
  HttpManager manager;
  manager.set_stat_prefix(route_name);
  SetRoutesByName(route_name, manager);
  AddFaultAndRouter(manager);

  ::envoy::config::listener::v3::Listener listener;
  listener.set_name(name);
  *listener.mutable_api_listener()->mutable_api_listener() = Pack(manager);
  return listener;
}

}  // namespace weft::translate
