// SPDX-License-Identifier: Apache-2.0
// The protocol of a service's port, which decides which of a VirtualService's lists (http, tls, tcp) concerns it. Pure
// functions.
// Source: https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
#pragma once

#include <string_view>

#include "registry/services/service.h"

namespace weft::registry {

enum class Protocol { kUnknown, kHttp, kHttp2, kGrpc, kGrpcWeb, kHttps, kTls, kTcp, kUdp, kMongo, kRedis, kMysql };

// The port's `protocol` (appProtocol of a Service, or what a ServiceEntry says) where it has one, else the part of its name
// before the first '-'. What says nothing known is kUnknown, except at the ports of mail, DNS, MySQL and MongoDB: kTcp.
Protocol ProtocolOf(const Port& port);

// Do `http` rules concern it? Also a port of unknown protocol may speak HTTP.
bool IsHttp(Protocol protocol);

std::string_view ProtocolName(Protocol protocol);  // "HTTP", "gRPC", ..., "unknown"

}  // namespace weft::registry
