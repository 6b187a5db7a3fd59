// SPDX-License-Identifier: Apache-2.0
// The HTTP connection manager of a listener: which table routes its calls, and the filters that they pass.
#pragma once

#include <string>
#include <string_view>

#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "google/protobuf/message_lite.h"

namespace weft::translate {

using HttpManager = ::envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager;

// Routes come over the same stream, as `route_name`.
void SetRoutesByName(const std::string& route_name, HttpManager& manager);

// Appended: calls pass the filters in their order.
void AddFilter(std::string_view name, const ::google::protobuf::MessageLite& config, HttpManager& manager);

// Faults, and then the routes: what every client does.
void AddFaultAndRouter(HttpManager& manager);

}  // namespace weft::translate
