// SPDX-License-Identifier: Apache-2.0
// `host:port` as programs write it: joined, split and normalized. IPv6 literals stand in brackets.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weft {

// Lower case, a scheme in front dropped, port 80 (443 for https) when none is given: "Reviews" -> "reviews:80".
// IPv6 literals keep their brackets.
std::string NormalizeAuthority(std::string_view authority, std::string_view scheme = "http");

// Views of the authority that was split.
struct HostPort {
  std::string_view host;                 // with the brackets of an IPv6 literal
  std::optional<std::string_view> port;  // nothing where there is no colon; not checked to be a number
};

// At the last colon: "a:80" is "a" and "80", "[::1]:80" is "[::1]" and "80". An IPv6 literal without brackets has no port.
HostPort SplitHostPort(std::string_view authority);

inline bool IsV6Literal(std::string_view address) { return address.find(':') != std::string_view::npos; }

// "10.0.0.1:9080"; IPv6 literals get their brackets where they have none: "[::1]:9080".
std::string JoinHostPort(std::string_view host, int port);

}  // namespace weft
