// SPDX-License-Identifier: Apache-2.0
// What a typed_per_filter_config configures for the filters that the SDK has built in, fault and CORS -> model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/map.h"
#include "model/route/cors.h"
#include "model/route/fault.h"

namespace weft::xds {

// Which filter an entry is for is determined by its type, whatever its key. Settings of a route replace those of its virtual
// host.
struct FilterConfigs {
  bool has_fault = false;
  bool has_cors = false;  // with `cors` absent: no CORS here
  std::optional<model::Fault> fault;
  std::optional<model::CorsPolicy> cors;
};

// `path` is that of the owner; entries of other types are listed in `ignored`.
absl::StatusOr<FilterConfigs> FilterConfigsFromProto(const google::protobuf::Map<std::string, google::protobuf::Any>& configs,
                                                     const std::string& path, std::vector<std::string>& ignored);

}  // namespace weft::xds
