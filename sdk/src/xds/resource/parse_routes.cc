// SPDX-License-Identifier: Apache-2.0
#include "base/status_macros.h"
#include "base/strings.h"
#include "envoy/config/route/v3/route.pb.h"
#include "xds/resource/parse.h"
#include "xds/resource/parse_headers.h"
#include "xds/resource/parse_virtual_host.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {

absl::StatusOr<model::RouteTable> RoutesFromProto(const envoy::config::route::v3::RouteConfiguration& proto,
                                                  std::vector<std::string>& ignored) {
  model::RouteTable table;
  table.name = proto.name();
  WEFT_ASSIGN_OR_RETURN(auto headers, HeaderEditsFromProto(proto, "", ignored));
  const OuterHeaderEdits outer{std::move(headers), proto.most_specific_header_mutations_wins()};
  if (!proto.internal_only_headers().empty()) ignored.push_back("internal_only_headers");
  // A host is tried with its port first, so that `*` takes what a bare name would take without the port.
  if (proto.ignore_port_in_host_matching()) ignored.push_back("ignore_port_in_host_matching");
  for (int i = 0; i < proto.virtual_hosts_size(); ++i) {
    WEFT_ASSIGN_OR_RETURN(auto host,
                          VirtualHostFromProto(proto.virtual_hosts(i), StrCat("virtual_hosts[", i, "]"), outer, ignored));
    table.virtual_hosts.push_back(std::move(host));
  }
  AppendUnknownFields(proto, "", ignored);
  return table;
}

absl::StatusOr<Parsed<model::RouteTable>> ParseRoutes(const google::protobuf::Any& resource) {
  envoy::config::route::v3::RouteConfiguration proto;
  WEFT_RETURN_IF_ERROR(Unpack(resource, "resource", proto));
  Parsed<model::RouteTable> parsed;
  WEFT_ASSIGN_OR_RETURN(parsed.value, RoutesFromProto(proto, parsed.ignored));
  return parsed;
}

}  // namespace weft::xds
