// SPDX-License-Identifier: Apache-2.0
#include "base/status_macros.h"
#include "base/strings.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "xds/resource/parse.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

namespace hcm = ::envoy::extensions::filters::network::http_connection_manager::v3;

// What the SDK has built in. The settings come with the routes, so what stands here has to be empty.
bool IsBuiltInFilter(const hcm::HttpFilter& filter) {
  for (const char* type :
       {"/envoy.extensions.filters.http.router.v3.Router", "/envoy.extensions.filters.http.fault.v3.HTTPFault",
        "/envoy.extensions.filters.http.cors.v3.Cors"}) {
    if (filter.typed_config().type_url().ends_with(type)) return true;
  }
  return false;
}

void ListIgnoredFilters(const hcm::HttpConnectionManager& manager, std::vector<std::string>& ignored) {
  for (int i = 0; i < manager.http_filters_size(); ++i) {
    const auto& filter = manager.http_filters(i);
    const std::string place = StrCat("http_filters[", i, "] \"", filter.name(), "\"");
    if (!IsBuiltInFilter(filter)) {
      ignored.push_back(place);
    } else if (filter.typed_config().type_url().ends_with("/envoy.extensions.filters.http.fault.v3.HTTPFault") &&
               !filter.typed_config().value().empty()) {
      ignored.push_back(place + " (its own settings)");
    }
  }
}

}  // namespace

absl::StatusOr<Parsed<model::Listener>> ParseListener(const google::protobuf::Any& resource) {
  envoy::config::listener::v3::Listener proto;
  WEFT_RETURN_IF_ERROR(Unpack(resource, "resource", proto));
  Parsed<model::Listener> parsed;
  parsed.value.name = proto.name();
  if (proto.name().empty()) return FieldErrorAt("name", "required value");
  if (!proto.has_api_listener()) return FieldErrorAt("api_listener", "required value; a socket listener cannot route calls");
  hcm::HttpConnectionManager manager;
  WEFT_RETURN_IF_ERROR(Unpack(proto.api_listener().api_listener(), "api_listener.api_listener", manager));
  if (manager.has_route_config()) {
    auto routes = RoutesFromProto(manager.route_config(), parsed.ignored);
    if (!routes.ok()) return FieldErrorAt("api_listener.route_config", ToStd(routes.status().message()));
    parsed.value.inline_routes = *std::move(routes);
  } else if (!manager.rds().route_config_name().empty()) {
    parsed.value.route_config_name = manager.rds().route_config_name();
  } else {
    return FieldErrorAt("api_listener.rds.route_config_name", "required value when route_config is not given");
  }
  AppendUnappliedFields(proto, {"name", "address", "api_listener", "traffic_direction"}, parsed.ignored);
  AppendUnappliedFields(manager, {"stat_prefix", "rds", "route_config", "http_filters"}, parsed.ignored);
  AppendUnknownFields(manager, "", parsed.ignored);
  ListIgnoredFilters(manager, parsed.ignored);
  return parsed;
}

}  // namespace weft::xds
