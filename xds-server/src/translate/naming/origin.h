// SPDX-License-Identifier: Apache-2.0
// Where a route was written, told to the client in the route's metadata, so that a trace can name the rule.
#pragma once

#include <string>

#include "envoy/config/route/v3/route_components.pb.h"
#include "registry/services/service.h"

namespace weft::translate {

// metadata.filter_metadata["weft"] = {"origin": "virtualservice/default/reviews http[1].match[0]"}.
inline constexpr char kOriginNamespace[] = "weft";
inline constexpr char kOriginKey[] = "origin";

void SetOrigin(const std::string& origin, ::envoy::config::route::v3::Route& route);

// Of the route that a service has without any rule: "destination default: service/default/reviews".
std::string DefaultOrigin(const registry::Service& service);

}  // namespace weft::translate
