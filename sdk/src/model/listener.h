// SPDX-License-Identifier: Apache-2.0
// The content of an API listener: which route table answers for a dialled `host:port`.
// Source: envoy.config.listener.v3 with an HttpConnectionManager.
#pragma once

#include <optional>
#include <string>

#include "model/route.h"

namespace weft::model {

struct Listener {
  std::string name;
  std::string route_config_name;  // empty when the table is inline
  std::optional<RouteTable> inline_routes;
  bool operator==(const Listener&) const = default;
};

}  // namespace weft::model
