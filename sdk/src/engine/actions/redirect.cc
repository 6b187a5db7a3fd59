// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/redirect.h"

#include <utility>

#include "base/field_path.h"
#include "base/strings.h"

namespace weft::engine {
namespace {

bool IsRedirectStatus(int status) { return (status >= 301 && status <= 303) || status == 307 || status == 308; }

std::string_view DefaultPort(std::string_view scheme) { return scheme == "http" ? "80" : scheme == "https" ? "443" : ""; }

// Host and port of an authority; the port is empty when there is none. IPv6 literals stand in brackets.
std::pair<std::string_view, std::string_view> SplitPort(std::string_view authority) {
  const size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos || authority.find(']', colon) != std::string_view::npos) return {authority, {}};
  return {authority.substr(0, colon), authority.substr(colon + 1)};
}

}  // namespace

absl::StatusOr<CompiledRedirect> CompiledRedirect::Compile(const model::Redirect& redirect, const model::PathMatcher& matcher) {
  if (!IsRedirectStatus(redirect.status)) {
    const auto misfit = FieldError(redirect.status, " is not the status of a redirect; must be 301, 302, 303, 307 or 308");
    return Within(misfit, ".status");
  }
  CompiledRedirect compiled;
  compiled.redirect_ = redirect;
  if (!redirect.path) return compiled;
  auto path = PathRewriter::Compile(*redirect.path, matcher);
  if (!path.ok()) return Within(path.status(), ".path");
  compiled.path_ = *std::move(path);
  return compiled;
}

std::string CompiledRedirect::Location(const RequestHead& head) const {
  const std::string_view scheme = redirect_.scheme.empty() ? head.scheme : std::string_view(redirect_.scheme);
  auto [host, port] = SplitPort(head.authority);
  // The default port of the scheme that was left is none that somebody chose.
  if (scheme != head.scheme && port == DefaultPort(head.scheme)) port = {};
  if (!redirect_.host.empty()) {
    host = redirect_.host;
    port = {};
  }
  const std::string own_port = std::to_string(redirect_.port);
  if (redirect_.port != 0) port = own_port;
  if (port == DefaultPort(scheme)) port = {};
  return StrCat(scheme, "://", host, port.empty() ? "" : ":", port, PathAndQuery(head.path));
}

std::string CompiledRedirect::PathAndQuery(std::string_view path) const {
  const std::string_view kept = redirect_.strip_query ? path.substr(0, path.find('?')) : path;
  return path_ ? path_->RewriteWithQuery(kept) : std::string(kept);
}

}  // namespace weft::engine
