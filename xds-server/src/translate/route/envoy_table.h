// SPDX-License-Identifier: Apache-2.0
// What every route table for an Envoy says, whatever is in it.
#pragma once

#include <string>

#include "envoy/config/route/v3/route.pb.h"

namespace weft::translate {

// Without virtual hosts, which answers 404 to everything: what an Envoy is given, too, for a table that does not exist, as it
// would not open the listener before it has one. Hosts are compared without the port, and a direct response may be as long as
// a manifest allows.
::envoy::config::route::v3::RouteConfiguration MakeEnvoyTable(const std::string& name);

}  // namespace weft::translate
