// SPDX-License-Identifier: Apache-2.0
// VirtualService corsPolicy -> the CORS filter's configuration of one route, for servers to apply.
// Semantics: https://istio.io/latest/docs/reference/config/networking/virtual-service/#CorsPolicy
#pragma once

#include <string_view>

#include "envoy/extensions/filters/http/cors/v3/cors.pb.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::translate {

inline constexpr std::string_view kCorsFilter = "envoy.filters.http.cors";

::envoy::extensions::filters::http::cors::v3::CorsPolicy MakeCors(const manifest::CorsPolicy& cors);

}  // namespace weft::translate
