// SPDX-License-Identifier: Apache-2.0
// The API groups of the kinds that the control plane serves.
#pragma once

#include <string_view>

namespace weft::manifest {

inline constexpr std::string_view kCoreGroup = "";
inline constexpr std::string_view kNetworkingGroup = "networking.istio.io";
// As manifests of that group write it when nothing asks for another version.
inline constexpr std::string_view kNetworkingApiVersion = "networking.istio.io/v1";

}  // namespace weft::manifest
