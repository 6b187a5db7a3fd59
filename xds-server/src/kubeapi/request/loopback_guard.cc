// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/loopback_guard.h"

#include "absl/strings/ascii.h"
#include "base/strings.h"

namespace weft::kubeapi {

namespace {

std::string_view WithoutPort(std::string_view host) {
  size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || host.find(']', colon) != std::string_view::npos) return host;
  for (char c : host.substr(colon + 1)) {
    if (!absl::ascii_isdigit(c)) return host;
  }
  return host.substr(0, colon);
}

}  // namespace

MaybeRefusal GuardLoopback(const HttpRequest& request) {
  std::string_view sent = request.Header("host");
  std::string host = ToLower(WithoutPort(sent));
  if (host != "localhost" && host != "127.0.0.1" && host != "[::1]") {
    return Forbidden(StrCat("the Host header \"", sent.substr(0, 256),
                            "\" is none of this server's names, which are localhost, 127.0.0.1 and [::1]"));
  }
  if (request.HasHeader("origin")) {
    return Forbidden(StrCat("requests of web pages are refused (Origin \"", request.Header("origin").substr(0, 256), "\")"));
  }
  return std::nullopt;
}

}  // namespace weft::kubeapi
