// SPDX-License-Identifier: Apache-2.0
// The table of an Envoy's socket that many services share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "envoy/config/route/v3/route.pb.h"
#include "registry/world.h"
#include "translate/client.h"

namespace weft::translate {

// A virtual host for everything that `client` can call over HTTP at `port`: services, wildcards among them, and hosts that only
// rules know. No domain occurs twice, for Envoy would refuse the table: full hosts come first, then short names and addresses
// go to whom a call to them would go.
::envoy::config::route::v3::RouteConfiguration MakePortTable(const registry::World& world, const Client& client, uint32_t port,
                                                             const std::string& name, std::vector<std::string>& left_out);

}  // namespace weft::translate
