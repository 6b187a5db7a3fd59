// SPDX-License-Identifier: Apache-2.0
// HTTPFault -> model.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/any.pb.h"
#include "model/route/fault.h"

namespace weft::xds {

absl::StatusOr<model::Fault> FaultFromAny(const google::protobuf::Any& any, const std::string& path,
                                          std::vector<std::string>& ignored);

}  // namespace weft::xds
