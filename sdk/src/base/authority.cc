// SPDX-License-Identifier: Apache-2.0
#include "base/authority.h"

#include "base/strings.h"

namespace weft {
namespace {

bool HasPort(std::string_view authority) {
  const size_t colon = authority.rfind(':');
  const size_t bracket = authority.rfind(']');
  return colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
}

}  // namespace

std::string NormalizeAuthority(std::string_view authority, std::string_view scheme) {
  if (ConsumePrefix(authority, "https://")) scheme = "https";
  ConsumePrefix(authority, "http://");
  authority = authority.substr(0, authority.find('/'));
  std::string normal = ToLower(authority);
  if (!HasPort(normal)) StrAppend(&normal, scheme == "https" ? ":443" : ":80");
  return normal;
}

}  // namespace weft
