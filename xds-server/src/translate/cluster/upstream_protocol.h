// SPDX-License-Identifier: Apache-2.0
// Which version of HTTP a client uses for a cluster, and for how long on one connection.
#pragma once

#include "translate/cluster/cluster.h"

namespace weft::translate {

// For clients that are told so. HTTP/2 for ports that say so (grpc, grpc-web, http2, h2c), else HTTP/1.1.
void SetUpstreamProtocol(const ClusterContext& context, ::envoy::config::cluster::v3::Cluster& cluster);

}  // namespace weft::translate
