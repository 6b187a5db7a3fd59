// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_action.h"

#include "base/status_macros.h"
#include "base/strings.h"
#include "xds/resource/parse_headers.h"
#include "xds/resource/parse_rewrite.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

namespace route = ::envoy::config::route::v3;

absl::StatusOr<model::WeightedCluster> WeightedFromProto(const route::WeightedCluster::ClusterWeight& proto,
                                                         const std::string& path, std::vector<std::string>& ignored) {
  if (proto.name().empty()) return FieldErrorAt(path + ".name", "required value");
  model::WeightedCluster out{proto.name(), proto.weight().value()};
  WEFT_ASSIGN_OR_RETURN(out.headers, HeaderEditsFromProto(proto, path + ".", ignored));
  out.authority = proto.host_rewrite_literal();
  WEFT_RETURN_IF_ERROR(CheckHeaderValue(out.authority, path + ".host_rewrite_literal"));
  for (const auto& [name, config] : proto.typed_per_filter_config()) {
    ignored.push_back(StrCat(path, ".typed_per_filter_config[", name, "]"));
  }
  return out;
}

// Entries of weight 0 take nothing and are left out.
absl::Status ReadWeightedClusters(const route::WeightedCluster& proto, const std::string& path,
                                  std::vector<std::string>& ignored, model::Route& out) {
  uint64_t sum = 0;
  for (int i = 0; i < proto.clusters_size(); ++i) {
    if (proto.clusters(i).weight().value() == 0) continue;
    sum += proto.clusters(i).weight().value();
    WEFT_ASSIGN_OR_RETURN(auto weighted, WeightedFromProto(proto.clusters(i), StrCat(path, ".clusters[", i, "]"), ignored));
    out.clusters.push_back(std::move(weighted));
  }
  if (sum == 0 || sum > UINT32_MAX) {
    return FieldErrorAt(path, StrCat("the sum of the weights is ", sum, ", not between 1 and 2^32-1"));
  }
  return absl::OkStatus();
}

absl::Status ReadClusters(const route::RouteAction& action, const std::string& path, std::vector<std::string>& ignored,
                          model::Route& out) {
  if (action.cluster_specifier_case() == route::RouteAction::kWeightedClusters) {
    return ReadWeightedClusters(action.weighted_clusters(), path + ".weighted_clusters", ignored, out);
  }
  if (action.cluster_specifier_case() != route::RouteAction::kCluster) {
    return FieldErrorAt(path, "exactly one of cluster, weighted_clusters is supported");
  }
  if (action.cluster().empty()) return FieldErrorAt(path + ".cluster", "required value");
  out.clusters.push_back({action.cluster(), 1});
  return absl::OkStatus();
}

// gRPC and Istio's proxyless mode put a route's timeout into max_stream_duration; it wins where both stand.
absl::Status ReadTimeout(const route::RouteAction& action, const std::string& path, std::vector<std::string>& ignored,
                         model::Route& out) {
  WEFT_ASSIGN_OR_RETURN(out.timeout, DurationFromProto(action.timeout(), path + ".timeout"));
  if (action.max_stream_duration().has_grpc_timeout_header_max()) {
    ignored.push_back(path + ".max_stream_duration.grpc_timeout_header_max");
  }
  if (!action.max_stream_duration().has_max_stream_duration()) return absl::OkStatus();
  WEFT_ASSIGN_OR_RETURN(out.timeout,
                        DurationFromProto(action.max_stream_duration().max_stream_duration(), path + ".max_stream_duration"));
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadRouteAction(const route::RouteAction& proto, const std::string& path, std::vector<std::string>& ignored,
                             model::Route& out) {
  WEFT_RETURN_IF_ERROR(ReadClusters(proto, path, ignored, out));
  WEFT_RETURN_IF_ERROR(ReadTimeout(proto, path, ignored, out));
  if (proto.cluster_not_found_response_code() != route::RouteAction::SERVICE_UNAVAILABLE) {
    ignored.push_back(path + ".cluster_not_found_response_code");
  }
  if (proto.hash_policy_size() > 0) ignored.push_back(path + ".hash_policy");
  WEFT_ASSIGN_OR_RETURN(out.rewrite, RewriteFromProto(proto, path, ignored));
  return absl::OkStatus();
}

}  // namespace weft::xds
