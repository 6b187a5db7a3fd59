// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_rewrite.h"

#include "absl/strings/numbers.h"
#include "base/authority.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "re2/re2.h"
#include "xds/resource/parse_headers.h"
#include "xds/resource/parse_match.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

namespace route = ::envoy::config::route::v3;
using model::PathRewrite;

absl::StatusOr<PathRewrite> RegexRewriteFromProto(const envoy::type::matcher::v3::RegexMatchAndSubstitute& proto,
                                                  const std::string& path) {
  const std::string& pattern = proto.pattern().regex();
  if (pattern.empty()) return FieldErrorAt(path + ".pattern.regex", "required value");
  WEFT_RETURN_IF_ERROR(CheckRegex(pattern, path + ".pattern"));
  WEFT_RETURN_IF_ERROR(CheckHeaderValue(proto.substitution(), path + ".substitution"));
  std::string problem;
  if (!RE2(pattern, RE2::Quiet).CheckRewriteString(proto.substitution(), &problem)) {
    return FieldErrorAt(path + ".substitution", StrCat("\"", proto.substitution(), "\": ", problem));
  }
  return PathRewrite{PathRewrite::Kind::kRegex, proto.substitution(), pattern};
}

// An empty text means that nothing is rewritten.
absl::Status SetPathRewrite(PathRewrite::Kind kind, const std::string& value, const std::string& path,
                            std::optional<PathRewrite>& out) {
  if (value.empty()) return absl::OkStatus();
  WEFT_RETURN_IF_ERROR(CheckHeaderValue(value, path));
  out = PathRewrite{kind, value, {}};
  return absl::OkStatus();
}

absl::Status ReadPathRewrite(const route::RouteAction& proto, const std::string& path, model::Rewrite& out) {
  if (!proto.has_regex_rewrite()) {
    return SetPathRewrite(PathRewrite::Kind::kMatched, proto.prefix_rewrite(), path + ".prefix_rewrite", out.path);
  }
  if (!proto.prefix_rewrite().empty()) return FieldErrorAt(path, "prefix_rewrite and regex_rewrite exclude each other");
  WEFT_ASSIGN_OR_RETURN(out.path, RegexRewriteFromProto(proto.regex_rewrite(), path + ".regex_rewrite"));
  return absl::OkStatus();
}

absl::Status ReadRedirectPath(const route::RedirectAction& proto, const std::string& path, model::Redirect& out) {
  switch (proto.path_rewrite_specifier_case()) {
    case route::RedirectAction::kPathRedirect:
      return SetPathRewrite(PathRewrite::Kind::kWhole, proto.path_redirect(), path + ".path_redirect", out.path);
    case route::RedirectAction::kPrefixRewrite:
      return SetPathRewrite(PathRewrite::Kind::kMatched, proto.prefix_rewrite(), path + ".prefix_rewrite", out.path);
    case route::RedirectAction::kRegexRewrite: {
      WEFT_ASSIGN_OR_RETURN(out.path, RegexRewriteFromProto(proto.regex_rewrite(), path + ".regex_rewrite"));
      break;
    }
    case route::RedirectAction::PATH_REWRITE_SPECIFIER_NOT_SET:
      break;
  }
  return absl::OkStatus();
}

absl::StatusOr<int> RedirectStatus(route::RedirectAction::RedirectResponseCode code, const std::string& path) {
  switch (code) {
    case route::RedirectAction::MOVED_PERMANENTLY:
      return 301;
    case route::RedirectAction::FOUND:
      return 302;
    case route::RedirectAction::SEE_OTHER:
      return 303;
    case route::RedirectAction::TEMPORARY_REDIRECT:
      return 307;
    case route::RedirectAction::PERMANENT_REDIRECT:
      return 308;
    default:
      break;
  }
  return FieldErrorAt(path, StrCat(static_cast<int>(code), " is not a known code, 0 to 4 for 301, 302, 303, 307 and 308"));
}

absl::Status ReadScheme(const route::RedirectAction& proto, const std::string& path, model::Redirect& out) {
  out.scheme = proto.https_redirect() ? "https" : ToLower(proto.scheme_redirect());
  return CheckHeaderValue(out.scheme, path + ".scheme_redirect");
}

// A port that stands in the host counts as one of its own.
absl::Status ReadHostAndPort(const route::RedirectAction& proto, const std::string& path, model::Redirect& out) {
  WEFT_RETURN_IF_ERROR(CheckHeaderValue(proto.host_redirect(), path + ".host_redirect"));
  if (proto.port_redirect() > 65535) {
    return FieldErrorAt(path + ".port_redirect", StrCat(proto.port_redirect(), " is not between 1 and 65535"));
  }
  out.host = proto.host_redirect();
  out.port = static_cast<uint16_t>(proto.port_redirect());
  const HostPort parts = SplitHostPort(out.host);
  if (!parts.port) return absl::OkStatus();
  uint32_t port = 0;
  if (!absl::SimpleAtoi(ToAbsl(*parts.port), &port) || port == 0 || port > 65535) {
    return FieldErrorAt(path + ".host_redirect", StrCat("\"", out.host, "\": its port is not between 1 and 65535"));
  }
  if (out.port != 0) return FieldErrorAt(path + ".port_redirect", "host_redirect names a port already");
  out.port = static_cast<uint16_t>(port);
  out.host.resize(parts.host.size());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<model::Rewrite> RewriteFromProto(const route::RouteAction& proto, const std::string& path,
                                                std::vector<std::string>& ignored) {
  model::Rewrite rewrite;
  WEFT_RETURN_IF_ERROR(ReadPathRewrite(proto, path, rewrite));
  switch (proto.host_rewrite_specifier_case()) {
    case route::RouteAction::kHostRewriteLiteral:
      WEFT_RETURN_IF_ERROR(CheckHeaderValue(proto.host_rewrite_literal(), path + ".host_rewrite_literal"));
      rewrite.authority = proto.host_rewrite_literal();
      break;
    case route::RouteAction::kAutoHostRewrite:
      if (proto.auto_host_rewrite().value()) ignored.push_back(path + ".auto_host_rewrite");
      break;
    case route::RouteAction::kHostRewriteHeader:
      ignored.push_back(path + ".host_rewrite_header");
      break;
    case route::RouteAction::kHostRewritePathRegex:
      ignored.push_back(path + ".host_rewrite_path_regex");
      break;
    case route::RouteAction::HOST_REWRITE_SPECIFIER_NOT_SET:
      break;
  }
  return rewrite;
}

absl::StatusOr<model::Redirect> RedirectFromProto(const route::RedirectAction& proto, const std::string& path) {
  model::Redirect redirect;
  WEFT_ASSIGN_OR_RETURN(redirect.status, RedirectStatus(proto.response_code(), path + ".response_code"));
  redirect.strip_query = proto.strip_query();
  WEFT_RETURN_IF_ERROR(ReadScheme(proto, path, redirect));
  WEFT_RETURN_IF_ERROR(ReadHostAndPort(proto, path, redirect));
  WEFT_RETURN_IF_ERROR(ReadRedirectPath(proto, path, redirect));
  return redirect;
}

}  // namespace weft::xds
