// SPDX-License-Identifier: Apache-2.0
// loadBalancer -> the policy of a cluster.
#pragma once

#include "translate/cluster/cluster.h"

namespace weft::translate {

// Where the rule says nothing the SDK and Envoy take the least loaded endpoint; stock gRPC clients let endpoints take turns,
// the only policy that all of them accept besides a ring for hashes of headers.
void SetBalancer(const ClusterContext& context, ::envoy::config::cluster::v3::Cluster& cluster);

}  // namespace weft::translate
