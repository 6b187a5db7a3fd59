// SPDX-License-Identifier: Apache-2.0
// Cluster -> model::Cluster: calls the reader of each policy, and lists the fields that none of them reads.
#include <array>
#include <vector>

#include "base/status_macros.h"
#include "xds/cluster/policies.h"
#include "xds/resource/parse.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

absl::Status ReadName(const ClusterProto& proto, model::Cluster& out) {
  if (proto.name().empty()) return FieldErrorAt("name", "required value");
  out.name = proto.name();
  return absl::OkStatus();
}

absl::Status ReadConnectTimeout(const ClusterProto& proto, model::Cluster& out) {
  if (!proto.has_connect_timeout()) return absl::OkStatus();
  WEFT_ASSIGN_OR_RETURN(auto timeout, DurationFromProto(proto.connect_timeout(), "connect_timeout"));
  if (timeout.count() > 0) out.connect_timeout = timeout;
  return absl::OkStatus();
}

struct ClusterReader {
  std::array<std::string_view, 3> fields;  // that it reads
  absl::Status (*read)(const ClusterProto& proto, model::Cluster& out);
};

// In the order in which problems are reported.
constexpr ClusterReader kClusterReaders[] = {
    {{"name"}, ReadName},
    {{"type", "eds_cluster_config", "load_assignment"}, ReadDiscovery},
    {{"lb_policy"}, ReadLoadBalancing},
    {{"connect_timeout"}, ReadConnectTimeout},
};

}  // namespace

absl::StatusOr<Parsed<model::Cluster>> ParseCluster(const google::protobuf::Any& resource) {
  ClusterProto proto;
  WEFT_RETURN_IF_ERROR(Unpack(resource, "resource", proto));
  Parsed<model::Cluster> parsed;
  std::vector<std::string_view> applied;
  for (const ClusterReader& reader : kClusterReaders) {
    WEFT_RETURN_IF_ERROR(reader.read(proto, parsed.value));
    applied.insert(applied.end(), reader.fields.begin(), reader.fields.end());
  }
  AppendUnappliedFields(proto, applied, parsed.ignored);
  AppendUnknownFields(proto, "", parsed.ignored);
  return parsed;
}

}  // namespace weft::xds
