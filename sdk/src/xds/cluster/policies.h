// SPDX-License-Identifier: Apache-2.0
// The readers of a cluster's policies: each reads its fields of the message into its value of the model.
//
// A new policy is a reader in a file of its own, a line here, and a row in parse_cluster.cc.
#pragma once

#include "absl/status/status.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "model/cluster.h"

namespace weft::xds {

using ClusterProto = ::envoy::config::cluster::v3::Cluster;

// Errors begin with the path of the field.
absl::Status ReadDiscovery(const ClusterProto& proto, model::Cluster& out);
absl::Status ReadLoadBalancing(const ClusterProto& proto, model::Cluster& out);

}  // namespace weft::xds
