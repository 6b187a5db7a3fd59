// SPDX-License-Identifier: Apache-2.0
#include "base/authority.h"

#include "base/strings.h"

namespace weft {

std::string NormalizeAuthority(std::string_view authority, std::string_view scheme) {
  if (ConsumePrefix(authority, "https://")) scheme = "https";
  ConsumePrefix(authority, "http://");
  authority = authority.substr(0, authority.find('/'));
  std::string normal = ToLower(authority);
  const bool bare_v6 = IsV6Literal(normal) && !normal.starts_with('[');  // or has a port: gets none
  if (!bare_v6 && !SplitHostPort(normal).port) StrAppend(&normal, scheme == "https" ? ":443" : ":80");
  return normal;
}

HostPort SplitHostPort(std::string_view authority) {
  const size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos || authority.find(']', colon) != std::string_view::npos) return {authority, {}};
  const std::string_view host = authority.substr(0, colon);
  if (IsV6Literal(host) && !host.ends_with(']')) return {authority, {}};
  return {host, authority.substr(colon + 1)};
}

std::string JoinHostPort(std::string_view host, int port) {
  const bool bare_v6 = IsV6Literal(host) && !host.starts_with('[');
  return bare_v6 ? StrCat("[", host, "]:", port) : StrCat(host, ":", port);
}

}  // namespace weft
