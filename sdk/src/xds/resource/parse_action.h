// SPDX-License-Identifier: Apache-2.0
// RouteAction -> model: where a request goes and how long it may take.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "model/route.h"

namespace weft::xds {

// Fills clusters, timeout and rewrite of `out`; mirrors and retries also depend on the virtual host.
absl::Status ReadRouteAction(const envoy::config::route::v3::RouteAction& proto, const std::string& path,
                             std::vector<std::string>& ignored, model::Route& out);

}  // namespace weft::xds
