// The route table of one service port: the virtual host with all spellings of the service's name, and its routes in order.
#pragma once

#include <string>

#include "envoy/config/route/v3/route.pb.h"
#include "registry/service.h"
#include "translate/route_action.h"

namespace weft::translate {

// `name` is the table's, `host` the full host that was asked for (`service.host` unless that is a wildcard).
//
// The VirtualService that owns the host decides. When none does, or all its rules are about other clients, everything goes to
// the service. When it has rules for this client but none that this client can express, the table has no virtual host: calls
// fail, as calls do that no rule matches.
::envoy::config::route::v3::RouteConfiguration MakeRouteTable(const RouteContext& context, const registry::Service& service,
                                                              const std::string& host, const std::string& name);

}  // namespace weft::translate
