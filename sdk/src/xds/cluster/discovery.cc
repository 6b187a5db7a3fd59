// SPDX-License-Identifier: Apache-2.0
// Where a cluster's endpoints come from: type, eds_cluster_config, load_assignment.
#include "base/strings.h"
#include "xds/cluster/policies.h"
#include "xds/resource/parse.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {

absl::Status ReadDiscovery(const ClusterProto& proto, model::Cluster& out) {
  if (proto.type() == ClusterProto::EDS) {
    if (!proto.eds_cluster_config().has_eds_config()) return FieldErrorAt("eds_cluster_config.eds_config", "required value");
    const std::string& service = proto.eds_cluster_config().service_name();
    out.eds_service_name = service.empty() ? proto.name() : service;
    return absl::OkStatus();
  }
  if (proto.type() != ClusterProto::LOGICAL_DNS && proto.type() != ClusterProto::STRICT_DNS) {
    return FieldErrorAt("type", StrCat(ClusterProto::DiscoveryType_Name(proto.type()),
                                       " is not supported; supported are EDS, LOGICAL_DNS, STRICT_DNS"));
  }
  out.type = model::Cluster::Type::kDns;
  auto assignment = EndpointsFromProto(proto.load_assignment());
  if (!assignment.ok()) return FieldErrorAt("load_assignment", ToStd(assignment.status().message()));
  out.assignment = *std::move(assignment);
  return absl::OkStatus();
}

}  // namespace weft::xds
