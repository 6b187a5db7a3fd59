// SPDX-License-Identifier: Apache-2.0
#include "translate/route/reply_action.h"

#include <algorithm>
#include <optional>

#include "base/grpc_status.h"
#include "base/strings.h"
#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "translate/naming/names.h"
#include "translate/naming/pack.h"
#include "translate/route/fault.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::RedirectAction;
using ::envoy::config::route::v3::Route;
using manifest::HttpRedirect;

constexpr int kInternalServerError = 500;

std::optional<RedirectAction::RedirectResponseCode> ResponseCode(int code) {
  switch (code) {
    case 0:  // not given
    case 301:
      return RedirectAction::MOVED_PERMANENTLY;
    case 302:
      return RedirectAction::FOUND;
    case 303:
      return RedirectAction::SEE_OTHER;
    case 307:
      return RedirectAction::TEMPORARY_REDIRECT;
    case 308:
      return RedirectAction::PERMANENT_REDIRECT;
    default:
      return std::nullopt;
  }
}

// 0: the port stays as it was. The scheme is the call's when the redirect names none.
uint32_t RedirectPort(const HttpRedirect& redirect, CalledPort called) {
  switch (redirect.derive_port) {
    case HttpRedirect::DerivePort::kProtocolDefault:
      return redirect.scheme == "https" || (redirect.scheme.empty() && called.tls) ? 443 : 80;
    case HttpRedirect::DerivePort::kRequestPort:
      return called.number;
    case HttpRedirect::DerivePort::kNone:
      return redirect.port;
  }
  return redirect.port;
}

bool IsImplied(uint32_t port, bool https) { return port == (https ? 443 : 80); }

// A port that is told to be 0 stays as it was, which is none where the host is new or was called at a port that needs no word.
bool CanStayUnsaid(const HttpRedirect& redirect, CalledPort called, uint32_t port) {
  const bool https = redirect.scheme.empty() ? called.tls : redirect.scheme == "https";
  return IsImplied(port, https) && (!redirect.authority.empty() || IsImplied(called.number, called.tls));
}

// A string field must be UTF-8; a body may be anything.
void SetBody(const std::string& body, ::envoy::config::core::v3::DataSource& source) {
  bool ascii = std::all_of(body.begin(), body.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) {
    source.set_inline_string(body);
  } else {
    source.set_inline_bytes(body);
  }
}

}  // namespace

bool SetRedirect(const HttpRedirect& redirect, CalledPort called, Route& route) {
  auto code = ResponseCode(redirect.code);
  if (!code) {
    SetDirectResponse({kInternalServerError, StrCat("a redirect of status ", redirect.code, " cannot be made")}, route);
    return false;
  }
  RedirectAction& action = *route.mutable_redirect();
  action.set_response_code(*code);
  if (!redirect.uri.empty()) action.set_path_redirect(redirect.uri);
  if (redirect.has_prefix_rewrite) action.set_prefix_rewrite(redirect.prefix_rewrite);
  if (!redirect.authority.empty()) action.set_host_redirect(redirect.authority);
  if (!redirect.scheme.empty()) action.set_scheme_redirect(redirect.scheme);
  const uint32_t port = RedirectPort(redirect, called);
  const bool unsaid = called.writes_implied_port && CanStayUnsaid(redirect, called, port);
  action.set_port_redirect(unsaid ? 0 : port);
  return true;
}

void SetDirectResponse(const manifest::HttpDirectResponse& response, Route& route) {
  auto& action = *route.mutable_direct_response();
  action.set_status(static_cast<uint32_t>(response.status));
  if (!response.body.empty()) SetBody(response.body, *action.mutable_body());
}

void SetGrpcFailure(const RouteContext& context, int http_status, Route& route) {
  route.mutable_route()->set_cluster(MakeClusterName(context.port, "", context.host));
  ::envoy::extensions::filters::http::fault::v3::HTTPFault fault;
  fault.mutable_abort()->set_grpc_status(static_cast<uint32_t>(GrpcStatusOfHttp(http_status)));
  SetPercent(100, fault.mutable_abort()->mutable_percentage());
  (*route.mutable_typed_per_filter_config())[std::string(kFaultFilter)] = Pack(fault);
}

}  // namespace weft::translate
