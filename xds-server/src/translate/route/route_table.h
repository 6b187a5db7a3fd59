// SPDX-License-Identifier: Apache-2.0
// The route table of one service port: the virtual host with all spellings of the host, and its routes in order.
#pragma once

#include <string>

#include "envoy/config/route/v3/route.pb.h"
#include "translate/route/route_context.h"
#include "translate/route/target.h"

namespace weft::translate {

// `name` is the table's; context.host is target.host.
//
// Where a VirtualService routes, its rules for this client follow each other until one takes everything; a call that none of
// them matches fails. Where none does, everything goes to the service. When this client can express none of the rules, the
// table has no virtual host: calls fail as well. For an Envoy, which has a socket for this service port alone, the table takes
// calls for any host.
::envoy::config::route::v3::RouteConfiguration MakeRouteTable(const RouteContext& context, const Target& target,
                                                              const std::string& name);

// The virtual host alone; without routes when this client can express none of the rules.
::envoy::config::route::v3::VirtualHost MakeRoutedHost(const RouteContext& context, const Target& target);

}  // namespace weft::translate
