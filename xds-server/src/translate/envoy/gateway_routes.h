// SPDX-License-Identifier: Apache-2.0
// The tables of an Envoy at the edge: the VirtualServices that are bound to the Gateways which it serves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "envoy/config/route/v3/route.pb.h"
#include "registry/world.h"
#include "translate/client.h"

namespace weft::translate {

// Nothing when no server of those Gateways has a table of this name.
//
// A virtual host for each host that a server and a VirtualService bound to its Gateway have in common. Of several
// VirtualServices the rules follow each other as BoundTo says, and what takes everything comes last; what none matches
// gets 404. Of a server with httpsRedirect all calls are sent to https, for its own hosts too.
std::optional<::envoy::config::route::v3::RouteConfiguration> MakeGatewayTable(const registry::World& world,
                                                                               const Client& client, const std::string& name,
                                                                               std::vector<std::string>& left_out);

}  // namespace weft::translate
