// SPDX-License-Identifier: Apache-2.0
// VirtualService route rule -> what happens to a call that matched.
// Semantics: https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
#pragma once

#include <string>

#include "envoy/config/route/v3/route_components.pb.h"
#include "registry/index/delegation.h"
#include "translate/route/route_context.h"

namespace weft::translate {

// Everything that `rule` says but its matches. For a stock gRPC client only what it accepts; the rest is noted in the context.
void SetRouteAction(const RouteContext& context, const registry::EffectiveRoute& rule,
                    ::envoy::config::route::v3::Route& route);

// Everything to `cluster`, no timeout, the default retries.
void SetDefaultAction(const RouteContext& context, const std::string& cluster, ::envoy::config::route::v3::Route& route);

}  // namespace weft::translate
