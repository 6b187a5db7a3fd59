// SPDX-License-Identifier: Apache-2.0
#include "translate/route/envoy_table.h"

namespace weft::translate {
namespace {

constexpr uint32_t kMostDirectResponseBytes = 1024 * 1024;  // the most that a VirtualService may have; Envoy's own is 4 KiB

}  // namespace

::envoy::config::route::v3::RouteConfiguration MakeEnvoyTable(const std::string& name) {
  ::envoy::config::route::v3::RouteConfiguration table;
  table.set_name(name);
  table.set_ignore_port_in_host_matching(true);
  table.mutable_max_direct_response_body_size_bytes()->set_value(kMostDirectResponseBytes);
  return table;
}

}  // namespace weft::translate
