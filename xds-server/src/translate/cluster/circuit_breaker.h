// SPDX-License-Identifier: Apache-2.0
// connectionPool -> the limits of a cluster.
#pragma once

#include "translate/cluster/cluster.h"

namespace weft::translate {

// A limit that the rule does not name is none, and has to be said, as clients have limits of their own otherwise. gRPC clients
// know the limit of running calls alone (gRFC A32). Who has no limits gets none.
void SetCircuitBreakers(const ClusterContext& context, ::envoy::config::cluster::v3::Cluster& cluster);

}  // namespace weft::translate
