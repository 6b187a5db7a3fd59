// Which version of HTTP an Envoy speaks to a cluster, and for how long on one connection.
#pragma once

#include "translate/cluster/cluster.h"

namespace weft::translate {

// HTTP/2 for ports that say so (grpc, grpc-web, http2, h2c), else HTTP/1.1.
void SetUpstreamProtocol(const ClusterContext& context, ::envoy::config::cluster::v3::Cluster& cluster);

}  // namespace weft::translate
