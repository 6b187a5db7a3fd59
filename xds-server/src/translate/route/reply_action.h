// SPDX-License-Identifier: Apache-2.0
// VirtualService redirect and directResponse -> a route that answers without an endpoint.
// Semantics: https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect
#pragma once

#include <string>

#include "envoy/config/route/v3/route_components.pb.h"
#include "manifest/virtual_service/virtual_service.h"
#include "translate/route/route_context.h"

namespace weft::translate {

// What a client called.
struct CalledPort {
  uint32_t number = 0;
  bool tls = false;  // by https
  // An Envoy: it writes the port that it is told into the location, also one that the scheme implies.
  bool writes_implied_port = false;
};

// Redirects of other statuses than 301, 302, 303, 307 and 308 cannot be said in xDS:
// such a route answers 500 and says so, rather than let calls fall through to later rules. Returns false then.
bool SetRedirect(const manifest::HttpRedirect& redirect, CalledPort called, ::envoy::config::route::v3::Route& route);

void SetDirectResponse(const manifest::HttpDirectResponse& response, ::envoy::config::route::v3::Route& route);

// For stock gRPC clients, some of which refuse a table with redirects or direct responses in it while others skip such a route:
// one that every client accepts and on which each call fails at once with the status that the answer would have become.
void SetGrpcFailure(const RouteContext& context, int http_status, ::envoy::config::route::v3::Route& route);

}  // namespace weft::translate
