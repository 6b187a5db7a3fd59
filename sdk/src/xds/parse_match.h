// RouteMatch -> model.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "model/route.h"

namespace weft::xds {

absl::StatusOr<model::RouteMatch> MatchFromProto(const envoy::config::route::v3::RouteMatch& proto, const std::string& path);

}  // namespace weft::xds
