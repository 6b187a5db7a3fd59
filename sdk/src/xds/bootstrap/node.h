// Who this process is, as xDS messages.
#pragma once

#include <map>
#include <string>

#include "envoy/config/core/v3/base.pb.h"
#include "weft/bootstrap.h"
#include "weft/workload.h"

namespace weft::xds {

// Metadata that is not a JSON object was refused by Bootstrap already; it is left out here.
envoy::config::core::v3::Node NodeToProto(const Node& node);

// The node with what it serves in metadata.WEFT_WORKLOADS.
envoy::config::core::v3::Node WithWorkloads(envoy::config::core::v3::Node node,
                                            const std::map<std::string, Workload>& workloads);

// The name of the WorkloadEntry: the given one, or the node's WORKLOAD_NAME or `app` label with the first port.
std::string WorkloadName(const Node& node, const Workload& workload);

}  // namespace weft::xds
