// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/redirect.h"

#include "base/authority.h"
#include "base/field_path.h"
#include "base/strings.h"

namespace weft::engine {
namespace {

bool IsRedirectStatus(int status) { return (status >= 301 && status <= 303) || status == 307 || status == 308; }

std::string_view DefaultPort(std::string_view scheme) { return scheme == "http" ? "80" : scheme == "https" ? "443" : ""; }

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
  const HostPort parts = SplitHostPort(head.authority);
  std::string_view host = parts.host, port = parts.port.value_or("");
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
