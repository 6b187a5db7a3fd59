// SPDX-License-Identifier: Apache-2.0
// RetryPolicy -> model.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "model/route/retry.h"

namespace weft::xds {

absl::StatusOr<model::RetryPolicy> RetryFromProto(const envoy::config::route::v3::RetryPolicy& proto, const std::string& path,
                                                  std::vector<std::string>& ignored);

}  // namespace weft::xds
