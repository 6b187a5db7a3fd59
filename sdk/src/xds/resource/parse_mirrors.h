// SPDX-License-Identifier: Apache-2.0
// Mirror policies -> model.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "model/route/action.h"

namespace weft::xds {

// Those that can ever send something. `path` is that of the list.
absl::StatusOr<std::vector<model::Mirror>> MirrorsFromProto(
    const google::protobuf::RepeatedPtrField<envoy::config::route::v3::RouteAction::RequestMirrorPolicy>& proto,
    const std::string& path, std::vector<std::string>& ignored);

}  // namespace weft::xds
