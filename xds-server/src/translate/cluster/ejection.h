// SPDX-License-Identifier: Apache-2.0
// outlierDetection -> when a cluster leaves out an endpoint that fails.
#pragma once

#include "translate/cluster/cluster.h"

namespace weft::translate {

// Nothing without the block. What Envoy does by statistics, and no manifest can ask for, is switched off. gRPC clients do that
// alone (gRFC A50) and cannot count failures in a row: they eject nobody. Who does not eject at all gets nothing.
void SetOutlierDetection(const ClusterContext& context, ::envoy::config::cluster::v3::Cluster& cluster);

}  // namespace weft::translate
