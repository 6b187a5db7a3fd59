// SPDX-License-Identifier: Apache-2.0
// A listener on a socket that takes HTTP, for an Envoy.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "envoy/config/listener/v3/listener.pb.h"
#include "translate/envoy/http_manager.h"

namespace weft::translate {

// Without filter chains. Port 0 takes any free one.
::envoy::config::listener::v3::Listener MakeSocketListener(const std::string& name, const std::string& address, uint32_t port);

// What Envoys do with all calls: CORS, faults, routes, in this order; HTTP/1.1 or 2 as the caller speaks, and WebSockets; no
// timeout for a silent stream, as in any other client; paths without "." and ".." before rules look at them. `stat_prefix`
// names it in Envoy's statistics.
HttpManager MakeSocketManager(const std::string& stat_prefix, const std::string& route_name);

// Appends a filter chain that is `manager` alone.
::envoy::config::listener::v3::FilterChain& AddHttpChain(const HttpManager& manager,
                                                         ::envoy::config::listener::v3::Listener& listener);

}  // namespace weft::translate
