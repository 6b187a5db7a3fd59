// SPDX-License-Identifier: Apache-2.0
// VirtualService fault -> the fault filter's configuration of one route.
// Semantics: https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection
#pragma once

#include <optional>
#include <string_view>

#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::translate {

inline constexpr std::string_view kFaultFilter = "envoy.filters.http.fault";

// Nothing when neither delay nor abort can ever fire: a percentage that is not given is 0.
std::optional<::envoy::extensions::filters::http::fault::v3::HTTPFault> MakeFault(const manifest::HttpFault& fault);

}  // namespace weft::translate
