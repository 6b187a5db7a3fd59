// SPDX-License-Identifier: Apache-2.0
// CorsPolicy -> model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/any.pb.h"
#include "model/route/cors.h"

namespace weft::xds {

// Absent when the policy is switched off (`filter_enabled` of 0 %).
absl::StatusOr<std::optional<model::CorsPolicy>> CorsFromAny(const google::protobuf::Any& any, const std::string& path,
                                                             std::vector<std::string>& ignored);

}  // namespace weft::xds
