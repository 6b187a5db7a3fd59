#include "translate/listener.h"

#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "envoy/extensions/filters/http/router/v3/router.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "translate/fault.h"
#include "translate/pack.h"

namespace weft::translate {
namespace {

using HttpConnectionManager = ::envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager;

void AddFilter(const std::string& name, const ::google::protobuf::MessageLite& config, HttpConnectionManager& manager) {
  auto* filter = manager.add_http_filters();
  filter->set_name(name);
  *filter->mutable_typed_config() = Pack(config);
}

}  // namespace

::envoy::config::listener::v3::Listener MakeListener(const std::string& name, const std::string& route_name) {
  HttpConnectionManager manager;
  manager.set_stat_prefix(route_name);
  auto* rds = manager.mutable_rds();
  rds->set_route_config_name(route_name);
  rds->mutable_config_source()->mutable_ads();
  rds->mutable_config_source()->set_resource_api_version(::envoy::config::core::v3::V3);
  AddFilter(std::string(kFaultFilter), ::envoy::extensions::filters::http::fault::v3::HTTPFault(), manager);
  AddFilter("envoy.filters.http.router", ::envoy::extensions::filters::http::router::v3::Router(), manager);

  ::envoy::config::listener::v3::Listener listener;
  listener.set_name(name);
  *listener.mutable_api_listener()->mutable_api_listener() = Pack(manager);
  return listener;
}

}  // namespace weft::translate
