// SPDX-License-Identifier: Apache-2.0
// Answers that the client gives itself -> model.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "model/route/action.h"

namespace weft::xds {

absl::StatusOr<model::DirectResponse> DirectResponseFromProto(const envoy::config::route::v3::DirectResponseAction& proto,
                                                              const std::string& path);

// What a route for servers means to a client that matches it: the call fails, and no later route takes it (gRFC A36).
model::DirectResponse NonForwardingResponse();

}  // namespace weft::xds
