// SPDX-License-Identifier: Apache-2.0
// VirtualHost with its routes -> model.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "model/route.h"

namespace weft::xds {

// Header edits of the levels above a route, and who comes first. They end up in each route, so that nobody has to look up.
struct OuterHeaderEdits {
  model::HeaderEdits table;
  bool most_specific_wins = false;  // applied last, then: route configuration, virtual host, route
};

absl::StatusOr<model::VirtualHost> VirtualHostFromProto(const envoy::config::route::v3::VirtualHost& proto,
                                                        const std::string& path, const OuterHeaderEdits& outer,
                                                        std::vector<std::string>& ignored);

}  // namespace weft::xds
