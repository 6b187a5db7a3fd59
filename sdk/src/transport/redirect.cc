// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "weft/transport.h"

namespace weft::transport {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr int kSeeOther = 303;

bool IsRedirectStatus(int status) {
  switch (status) {
    case 301:
    case 302:
    case kSeeOther:
    case 307:
    case 308:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::optional<Redirect> FollowableRedirect(int status, std::string_view location, std::string_view authority,
                                           std::string_view method, bool body_is_spent) {
  if (!IsRedirectStatus(status) || (body_is_spent && status != kSeeOther)) return std::nullopt;
  Redirect redirect{std::string(authority), {}, false, status == kSeeOther && method != "HEAD"};
  if (location.starts_with(kHttp)) {
    location.remove_prefix(kHttp.size());
    const size_t end = std::min(location.find_first_of("/?#"), location.size());
    redirect.authority = location.substr(0, end);
    location.remove_prefix(end);
    if (!location.starts_with('/')) redirect.path = "/";
  } else if (!location.starts_with('/') || location.starts_with("//")) {
    return std::nullopt;
  }
  redirect.path += location.substr(0, location.find('#'));
  redirect.other_authority = redirect.authority != authority;
  return redirect;
}

void ApplyRedirect(const Redirect& redirect, HeaderMap& headers) {
  if (redirect.other_authority) {
    for (const char* name : {"host", "authorization"}) headers.Remove(name);
  }
  if (redirect.becomes_get) {
    for (const char* name : {"content-type", "content-length", "transfer-encoding"}) headers.Remove(name);
  }
}

}  // namespace weft::transport
