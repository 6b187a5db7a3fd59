#include <set>

#include "base/strings.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "xds/resource/field_path.h"
#include "xds/resource/parse.h"

namespace weft::xds {
namespace {

namespace cluster = ::envoy::config::cluster::v3;
namespace endpoint = ::envoy::config::endpoint::v3;

absl::StatusOr<model::LbPolicy> PolicyFromProto(cluster::Cluster::LbPolicy policy) {
  switch (policy) {
    case cluster::Cluster::ROUND_ROBIN:
      return model::LbPolicy::kRoundRobin;
    case cluster::Cluster::LEAST_REQUEST:
      return model::LbPolicy::kLeastRequest;
    case cluster::Cluster::RANDOM:
      return model::LbPolicy::kRandom;
    default:
      break;
  }
  return FieldError("lb_policy", StrCat(cluster::Cluster::LbPolicy_Name(policy),
                                        " is not supported; supported are ROUND_ROBIN, LEAST_REQUEST, RANDOM"));
}

absl::Status ReadDiscovery(const cluster::Cluster& proto, model::Cluster& out) {
  if (proto.type() == cluster::Cluster::EDS) {
    if (!proto.eds_cluster_config().has_eds_config()) return FieldError("eds_cluster_config.eds_config", "required value");
    const std::string& service = proto.eds_cluster_config().service_name();
    out.eds_service_name = service.empty() ? proto.name() : service;
    return absl::OkStatus();
  }
  if (proto.type() != cluster::Cluster::LOGICAL_DNS && proto.type() != cluster::Cluster::STRICT_DNS) {
    return FieldError("type", StrCat(cluster::Cluster::DiscoveryType_Name(proto.type()),
                                     " is not supported; supported are EDS, LOGICAL_DNS, STRICT_DNS"));
  }
  out.type = model::Cluster::Type::kDns;
  auto assignment = EndpointsFromProto(proto.load_assignment());
  if (!assignment.ok()) return FieldError("load_assignment", ToStd(assignment.status().message()));
  out.assignment = *std::move(assignment);
  return absl::OkStatus();
}

absl::StatusOr<model::Endpoint> EndpointFromProto(const endpoint::LbEndpoint& proto, const std::string& path) {
  const auto& socket = proto.endpoint().address().socket_address();
  if (socket.address().empty()) return FieldError(path + ".endpoint.address.socket_address.address", "required value");
  if (socket.port_value() == 0 || socket.port_value() > 65535) {
    return FieldError(path + ".endpoint.address.socket_address.port_value",
                      StrCat(socket.port_value(), " is not between 1 and 65535"));
  }
  model::Endpoint out{socket.address(), static_cast<uint16_t>(socket.port_value()), 1,
                      static_cast<model::Health>(proto.health_status())};
  if (proto.has_load_balancing_weight()) out.weight = proto.load_balancing_weight().value();
  if (out.weight == 0) return FieldError(path + ".load_balancing_weight", "must be at least 1");
  return out;
}

absl::StatusOr<model::LocalityEndpoints> LocalityFromProto(const endpoint::LocalityLbEndpoints& proto,
                                                           const std::string& path) {
  model::LocalityEndpoints out;
  out.locality = {proto.locality().region(), proto.locality().zone(), proto.locality().sub_zone()};
  out.weight = proto.has_load_balancing_weight() ? proto.load_balancing_weight().value() : 1;
  out.priority = proto.priority();
  for (int i = 0; i < proto.lb_endpoints_size(); ++i) {
    auto one = EndpointFromProto(proto.lb_endpoints(i), StrCat(path, ".lb_endpoints[", i, "]"));
    if (!one.ok()) return one.status();
    out.endpoints.push_back(*std::move(one));
  }
  return out;
}

absl::Status CheckPriorities(const model::Endpoints& endpoints) {
  std::set<uint32_t> seen;
  for (const auto& locality : endpoints.localities) seen.insert(locality.priority);
  if (!seen.empty() && *seen.rbegin() + 1 != seen.size()) {
    return FieldError("endpoints", StrCat("priorities have a gap: ", seen.size(), " of them, the highest is ", *seen.rbegin()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<model::Endpoints> EndpointsFromProto(const endpoint::ClusterLoadAssignment& proto) {
  model::Endpoints out;
  out.cluster_name = proto.cluster_name();
  for (int i = 0; i < proto.endpoints_size(); ++i) {
    auto locality = LocalityFromProto(proto.endpoints(i), StrCat("endpoints[", i, "]"));
    if (!locality.ok()) return locality.status();
    out.localities.push_back(*std::move(locality));
  }
  if (auto status = CheckPriorities(out); !status.ok()) return status;
  return out;
}

absl::StatusOr<Parsed<model::Cluster>> ParseCluster(const google::protobuf::Any& resource) {
  cluster::Cluster proto;
  if (auto status = Unpack(resource, "resource", proto); !status.ok()) return status;
  Parsed<model::Cluster> parsed;
  parsed.value.name = proto.name();
  if (proto.name().empty()) return FieldError("name", "required value");
  if (auto status = ReadDiscovery(proto, parsed.value); !status.ok()) return status;
  auto policy = PolicyFromProto(proto.lb_policy());
  if (!policy.ok()) return policy.status();
  parsed.value.lb_policy = *policy;
  if (proto.has_connect_timeout()) {
    auto timeout = DurationFromProto(proto.connect_timeout(), "connect_timeout");
    if (!timeout.ok()) return timeout.status();
    if (timeout->count() > 0) parsed.value.connect_timeout = *timeout;
  }
  AppendUnappliedFields(proto, {"name", "type", "eds_cluster_config", "connect_timeout", "lb_policy", "load_assignment"},
                        parsed.ignored);
  AppendUnknownFields(proto, "", parsed.ignored);
  return parsed;
}

absl::StatusOr<Parsed<model::Endpoints>> ParseEndpoints(const google::protobuf::Any& resource) {
  endpoint::ClusterLoadAssignment proto;
  if (auto status = Unpack(resource, "resource", proto); !status.ok()) return status;
  auto endpoints = EndpointsFromProto(proto);
  if (!endpoints.ok()) return endpoints.status();
  Parsed<model::Endpoints> parsed{*std::move(endpoints), {}};
  if (parsed.value.cluster_name.empty()) return FieldError("cluster_name", "required value");
  AppendUnknownFields(proto, "", parsed.ignored);
  return parsed;
}

}  // namespace weft::xds
