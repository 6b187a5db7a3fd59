// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/http_manager.h"

#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "envoy/extensions/filters/http/router/v3/router.pb.h"
#include "translate/naming/pack.h"
#include "translate/route/fault.h"

namespace weft::translate {

void SetRoutesByName(const std::string& route_name, HttpManager& manager) {
  auto* rds = manager.mutable_rds();
  rds->set_route_config_name(route_name);
  rds->mutable_config_source()->mutable_ads();
  rds->mutable_config_source()->set_resource_api_version(::envoy::config::core::v3::V3);
}

void AddFilter(std::string_view name, const ::google::protobuf::MessageLite& config, HttpManager& manager) {
  auto* filter = manager.add_http_filters();
  filter->set_name(std::string(name));
  *filter->mutable_typed_config() = Pack(config);
}

void AddFaultAndRouter(HttpManager& manager) {
  AddFilter(kFaultFilter, ::envoy::extensions::filters::http::fault::v3::HTTPFault(), manager);
  AddFilter("envoy.filters.http.router", ::envoy::extensions::filters::http::router::v3::Router(), manager);
}

}  // namespace weft::translate
