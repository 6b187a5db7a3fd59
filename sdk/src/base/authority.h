// SPDX-License-Identifier: Apache-2.0
// `host:port` as programs write it.
#pragma once

#include <string>
#include <string_view>

namespace weft {

// Lower case, a scheme in front dropped, port 80 (443 for https) when none is given: "Reviews" -> "reviews:80".
// IPv6 literals keep their brackets.
std::string NormalizeAuthority(std::string_view authority, std::string_view scheme = "http");

}  // namespace weft
