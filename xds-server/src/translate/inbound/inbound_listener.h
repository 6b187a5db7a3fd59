// SPDX-License-Identifier: Apache-2.0
// The listener of an xDS-enabled gRPC server: on its own address, it takes every call and hands it to the server's methods.
// Format: https://github.com/grpc/proposal/blob/master/A36-xds-for-servers.md
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "envoy/config/listener/v3/listener.pb.h"

namespace weft::translate {

// What a server's `server_listener_resource_name_template` begins with; its listening address follows.
inline constexpr std::string_view kInboundListenerPrefix = "xds.istio.io/grpc/lds/inbound/";

struct InboundAddress {
  std::string ip;  // a literal, without brackets, spelled as the server spells it: it compares the text
  uint32_t port = 0;
};

// Of `xds.istio.io/grpc/lds/inbound/<ip>:<port>`, an IPv6 address in brackets; nothing for other names.
std::optional<InboundAddress> ParseInboundListenerName(std::string_view name);

// No policy holds for what comes in yet, so any server gets one, whether or not a service has that endpoint.
::envoy::config::listener::v3::Listener MakeInboundListener(const std::string& name, const InboundAddress& address);

}  // namespace weft::translate
