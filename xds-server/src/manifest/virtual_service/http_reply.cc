// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_reply.h"

#include <algorithm>
#include <string>

#include "absl/strings/escaping.h"
#include "base/strings.h"
#include "manifest/object/findings.h"
#include "manifest/object/syntax.h"
#include "manifest/virtual_service/http_rewrite.h"

namespace weft::manifest {

namespace {

constexpr size_t kMostBodyBytes = 1 << 20;
constexpr size_t kManyBodyBytes = 100 << 10;
constexpr int kDefaultRedirectCode = 301;
constexpr int kRedirectCodes[] = {301, 302, 303, 307, 308};

bool HasRedirectTarget(const Field& redirect) {
  for (std::string_view name : {"uri", "authority", "scheme"}) {
    if (!redirect[name].Text().empty()) return true;
  }
  return redirect["prefixRewrite"] || redirect["port"] || redirect["derivePort"];
}

void CheckRedirectPath(const Field& redirect, const Field& matches, Report& report) {
  Field rewrite = redirect["prefixRewrite"];
  if (!rewrite) return;
  if (!redirect["uri"].Text().empty()) Invalid(report, redirect, "must have only one of uri and prefixRewrite");
  for (const Field& match : matches.Items()) {
    if (match["uri"] && !match["uri"]["prefix"]) Invalid(report, rewrite, StrCat("needs a prefix in ", match["uri"].path()));
  }
  WarnOfPrefixReplacement(rewrite, matches, report);
}

void CheckRedirectCode(const Field& code, Report& report) {
  if (code.Int() == 0) return;  // the default
  if (code.Int() < 300 || code.Int() > 399) return Invalid(report, code, "must be 301, 302, 303, 307 or 308");
  if (std::find(std::begin(kRedirectCodes), std::end(kRedirectCodes), code.Int()) != std::end(kRedirectCodes)) return;
  Warn(report, code, StrCat(code.Int(), " sends callers nowhere, so the rule answers nothing; use 301, 302, 303, 307 or 308"));
}

HttpRedirect::DerivePort ParseDerivePort(std::string_view text) {
  if (text == "FROM_PROTOCOL_DEFAULT") return HttpRedirect::DerivePort::kProtocolDefault;
  if (text == "FROM_REQUEST_PORT") return HttpRedirect::DerivePort::kRequestPort;
  return HttpRedirect::DerivePort::kNone;
}

// Nothing when the text is not base64. The alphabets with "+/" and with "-_" are both read, as in JSON for protobuf.
std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string bytes;
  if (absl::Base64Unescape(ToAbsl(text), &bytes) || absl::WebSafeBase64Unescape(ToAbsl(text), &bytes)) return bytes;
  return std::nullopt;
}

std::string BodyText(const Field& body) {
  return body["string"] ? body["string"].Text() : DecodeBase64(body["bytes"].Text()).value_or("");
}

void CheckBody(const Field& body, Report& report) {
  if (body["string"] && body["bytes"]) return Invalid(report, body, "must have only one of string and bytes");
  if (!DecodeBase64(body["bytes"].Text())) return Invalid(report, body["bytes"], "must be in base64");
  size_t bytes = BodyText(body).size();
  if (bytes > kMostBodyBytes) {
    TooLong(report, body, StrCat("the body is ", bytes, " bytes, at most ", kMostBodyBytes, " are allowed"));
  } else if (bytes > kManyBodyBytes) {
    Warn(report, body, StrCat("the body is ", bytes, " bytes; every client of the mesh keeps it in memory"));
  }
}

}  // namespace

std::optional<HttpRedirect> ParseHttpRedirect(const Field& redirect) {
  if (!redirect) return std::nullopt;
  HttpRedirect parsed;
  parsed.uri = redirect["uri"].Text();
  parsed.prefix_rewrite = redirect["prefixRewrite"].Text();
  parsed.has_prefix_rewrite = static_cast<bool>(redirect["prefixRewrite"]);
  parsed.authority = redirect["authority"].Text();
  parsed.scheme = redirect["scheme"].Text();
  parsed.port = static_cast<uint32_t>(redirect["port"].Int());
  parsed.derive_port = ParseDerivePort(redirect["derivePort"].Text());
  int64_t code = redirect["redirectCode"].Int();
  parsed.code = code == 0 ? kDefaultRedirectCode : static_cast<int>(code);
  return parsed;
}

std::optional<HttpDirectResponse> ParseHttpDirectResponse(const Field& response) {
  if (!response) return std::nullopt;
  return HttpDirectResponse{static_cast<int>(response["status"].Int()), BodyText(response["body"])};
}

void CheckHttpRedirect(const Field& redirect, const Field& matches, Report& report) {
  if (!redirect) return;
  if (!HasRedirectTarget(redirect))
    Required(report, redirect, "must have uri, prefixRewrite, authority, port, derivePort or scheme");
  CheckRedirectPath(redirect, matches, report);
  if (redirect["port"] && redirect["derivePort"]) Invalid(report, redirect, "must have only one of port and derivePort");
  Field scheme = redirect["scheme"];
  if (!scheme.Text().empty() && scheme.Text() != "http" && scheme.Text() != "https")
    NotSupported(report, scheme, {"http", "https"});
  for (std::string_view name : {"uri", "prefixRewrite", "authority"}) {
    if (!IsGraphic(redirect[name].Text())) Invalid(report, redirect[name], "must be without blanks and control characters");
  }
  CheckRedirectCode(redirect["redirectCode"], report);
}

void CheckHttpDirectResponse(const Field& response, Report& report) {
  if (!response) return;
  Field status = response["status"];
  if (status.Int() < 200 || status.Int() > 600) Invalid(report, status, "must be an HTTP status from 200 to 599");
  CheckBody(response["body"], report);
}

}  // namespace weft::manifest
