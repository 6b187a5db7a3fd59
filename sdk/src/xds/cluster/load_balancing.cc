// SPDX-License-Identifier: Apache-2.0
// How calls spread over the endpoints: lb_policy.
#include "base/strings.h"
#include "xds/cluster/policies.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {

absl::Status ReadLoadBalancing(const ClusterProto& proto, model::Cluster& out) {
  switch (proto.lb_policy()) {
    case ClusterProto::ROUND_ROBIN:
      out.load_balancing = model::RoundRobin();
      return absl::OkStatus();
    case ClusterProto::LEAST_REQUEST:
      out.load_balancing = model::LeastRequest();
      return absl::OkStatus();
    case ClusterProto::RANDOM:
      out.load_balancing = model::RandomEndpoint();
      return absl::OkStatus();
    default:
      break;
  }
  return FieldErrorAt("lb_policy", StrCat(ClusterProto::LbPolicy_Name(proto.lb_policy()),
                                          " is not supported; supported are ROUND_ROBIN, LEAST_REQUEST, RANDOM"));
}

}  // namespace weft::xds
