// SPDX-License-Identifier: Apache-2.0
// xDS messages -> model, validated. A resource that cannot be used is an error that names the field; fields that are there but
// not applied are listed, so that nothing is silently wrong. Pure functions, thread-safe.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/any.pb.h"
#include "model/cluster.h"
#include "model/listener.h"
#include "model/route.h"
#include "xds/resource/resources.h"

namespace envoy::config::route::v3 {
class RouteConfiguration;
}
namespace envoy::config::endpoint::v3 {
class ClusterLoadAssignment;
}

namespace weft::xds {

absl::StatusOr<Parsed<model::Listener>> ParseListener(const google::protobuf::Any& resource);
absl::StatusOr<Parsed<model::RouteTable>> ParseRoutes(const google::protobuf::Any& resource);
absl::StatusOr<Parsed<model::Cluster>> ParseCluster(const google::protobuf::Any& resource);
absl::StatusOr<Parsed<model::Endpoints>> ParseEndpoints(const google::protobuf::Any& resource);

// The same for messages that stand inside others.
absl::StatusOr<model::RouteTable> RoutesFromProto(const envoy::config::route::v3::RouteConfiguration& proto,
                                                  std::vector<std::string>& ignored);
absl::StatusOr<model::Endpoints> EndpointsFromProto(const envoy::config::endpoint::v3::ClusterLoadAssignment& proto);

}  // namespace weft::xds
