// SPDX-License-Identifier: Apache-2.0
// What becomes of a request's path and host -> model: when it is forwarded, and when it is redirected.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "model/route/action.h"

namespace weft::xds {

absl::StatusOr<model::Rewrite> RewriteFromProto(const envoy::config::route::v3::RouteAction& proto, const std::string& path,
                                                std::vector<std::string>& ignored);

absl::StatusOr<model::Redirect> RedirectFromProto(const envoy::config::route::v3::RedirectAction& proto,
                                                  const std::string& path);

}  // namespace weft::xds
