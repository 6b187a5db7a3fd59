// What a route does besides choosing a cluster: retries and faults -> model.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "model/route.h"

namespace weft::xds {

absl::StatusOr<model::RetryPolicy> RetryFromProto(const envoy::config::route::v3::RetryPolicy& proto, const std::string& path,
                                                  std::vector<std::string>& ignored);

// The packed HTTPFault of a route's typed_per_filter_config.
absl::StatusOr<model::Fault> FaultFromAny(const google::protobuf::Any& any, const std::string& path,
                                          std::vector<std::string>& ignored);

}  // namespace weft::xds
