// SPDX-License-Identifier: Apache-2.0
// ClusterLoadAssignment -> model::Endpoints.
#include <set>

#include "base/status_macros.h"
#include "base/strings.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "xds/resource/parse.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

namespace endpoint = ::envoy::config::endpoint::v3;

absl::StatusOr<model::Endpoint> EndpointFromProto(const endpoint::LbEndpoint& proto, const std::string& path) {
  const auto& socket = proto.endpoint().address().socket_address();
  if (socket.address().empty()) return FieldErrorAt(path + ".endpoint.address.socket_address.address", "required value");
  if (socket.port_value() == 0 || socket.port_value() > 65535) {
    return FieldErrorAt(path + ".endpoint.address.socket_address.port_value",
                        StrCat(socket.port_value(), " is not between 1 and 65535"));
  }
  model::Endpoint out{socket.address(), static_cast<uint16_t>(socket.port_value()), 1,
                      static_cast<model::Health>(proto.health_status())};
  if (proto.has_load_balancing_weight()) out.weight = proto.load_balancing_weight().value();
  if (out.weight == 0) return FieldErrorAt(path + ".load_balancing_weight", "must be at least 1");
  return out;
}

absl::StatusOr<model::LocalityEndpoints> LocalityFromProto(const endpoint::LocalityLbEndpoints& proto,
                                                           const std::string& path) {
  model::LocalityEndpoints out;
  out.locality = {proto.locality().region(), proto.locality().zone(), proto.locality().sub_zone()};
  out.weight = proto.has_load_balancing_weight() ? proto.load_balancing_weight().value() : 1;
  out.priority = proto.priority();
  for (int i = 0; i < proto.lb_endpoints_size(); ++i) {
    WEFT_ASSIGN_OR_RETURN(auto one, EndpointFromProto(proto.lb_endpoints(i), StrCat(path, ".lb_endpoints[", i, "]")));
    out.endpoints.push_back(std::move(one));
  }
  return out;
}

absl::Status CheckPriorities(const model::Endpoints& endpoints) {
  std::set<uint32_t> seen;
  for (const auto& locality : endpoints.localities) seen.insert(locality.priority);
  if (!seen.empty() && *seen.rbegin() + 1 != seen.size()) {
    return FieldErrorAt("endpoints",
                        StrCat("priorities have a gap: ", seen.size(), " of them, the highest is ", *seen.rbegin()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<model::Endpoints> EndpointsFromProto(const endpoint::ClusterLoadAssignment& proto) {
  model::Endpoints out;
  out.cluster_name = proto.cluster_name();
  for (int i = 0; i < proto.endpoints_size(); ++i) {
    WEFT_ASSIGN_OR_RETURN(auto locality, LocalityFromProto(proto.endpoints(i), StrCat("endpoints[", i, "]")));
    out.localities.push_back(std::move(locality));
  }
  WEFT_RETURN_IF_ERROR(CheckPriorities(out));
  return out;
}

absl::StatusOr<Parsed<model::Endpoints>> ParseEndpoints(const google::protobuf::Any& resource) {
  endpoint::ClusterLoadAssignment proto;
  WEFT_RETURN_IF_ERROR(Unpack(resource, "resource", proto));
  WEFT_ASSIGN_OR_RETURN(auto endpoints, EndpointsFromProto(proto));
  Parsed<model::Endpoints> parsed{std::move(endpoints), {}};
  if (parsed.value.cluster_name.empty()) return FieldErrorAt("cluster_name", "required value");
  AppendUnknownFields(proto, "", parsed.ignored);
  return parsed;
}

}  // namespace weft::xds
