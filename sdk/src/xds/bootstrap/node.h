// SPDX-License-Identifier: Apache-2.0
// Who this process is, as xDS messages.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "envoy/config/core/v3/base.pb.h"
#include "weft/bootstrap.h"
#include "weft/workload.h"

namespace weft::xds {

// What this release can do, as the node's `client_features`. A control plane sends a client no policy that it does not
// announce, so a policy that the SDK learns gets its line here, and its row in xds-server's table of capabilities.
inline constexpr std::string_view kFeatures[] = {
    "envoy.lb.does_not_support_overprovisioning",
    "weft.rewrite",
    "weft.header_changes",
    "weft.mirror",
    "weft.redirect",
    "weft.direct_response",
    "weft.cors",
    "weft.query_match",
    "weft.pseudo_header_match",
    "weft.any_path",
    "weft.http_retry",
    "weft.per_try_timeout",
    "weft.retry_priority",
    "weft.least_request",
};

// Metadata that is not a JSON object was refused by Bootstrap already; it is left out here.
envoy::config::core::v3::Node NodeToProto(const Node& node);

// The node with what it serves in metadata.WEFT_WORKLOADS.
envoy::config::core::v3::Node WithWorkloads(envoy::config::core::v3::Node node,
                                            const std::map<std::string, Workload>& workloads);

// The name of the WorkloadEntry: the given one, or the node's WORKLOAD_NAME or `app` label with the first port.
std::string WorkloadName(const Node& node, const Workload& workload);

}  // namespace weft::xds
