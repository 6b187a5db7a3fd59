// SPDX-License-Identifier: Apache-2.0
// The routes of one virtual host, in order, from what rules say.
#pragma once

#include "envoy/config/route/v3/route_components.pb.h"
#include "google/protobuf/repeated_field.h"
#include "registry/index/delegation.h"
#include "translate/route/route_context.h"

namespace weft::translate {

using Routes = ::google::protobuf::RepeatedPtrField<::envoy::config::route::v3::Route>;

// Adds the rules that are about this client, one after the other until one takes everything.
void AppendRoutes(const RouteContext& context, const registry::EffectiveRule& rule, Routes& routes);

// Adds the route of a service that no rule routes: everything to context.host at context.port.
void AppendDefaultRoute(const RouteContext& context, const registry::Service& service, Routes& routes);

// Where the rules of several VirtualServices follow each other: what takes everything moves behind all others, and of several
// such routes the first stays.
void MoveCatchAllToEnd(Routes& routes);

}  // namespace weft::translate
