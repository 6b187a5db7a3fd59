#include "manifest/http_reply.h"

#include <algorithm>
#include <initializer_list>

#include "base/strings.h"
#include "manifest/findings.h"

namespace weft::manifest {

namespace {

constexpr size_t kMostBodyBytes = 1 << 20;
constexpr size_t kManyBodyBytes = 100 << 10;

bool HasAny(const Field& field, std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) {
    if (field[name]) return true;
  }
  return false;
}

void CheckPrefixRewrite(const Field& redirect, const Field& matches, Report& report) {
  Field rewrite = redirect["prefixRewrite"];
  if (!rewrite) return;
  if (redirect["uri"]) Invalid(report, redirect, "must have only one of uri and prefixRewrite");
  for (const Field& match : matches.Items()) {
    if (match["uri"] && !match["uri"]["prefix"]) Invalid(report, rewrite, StrCat("needs a prefix in ", match["uri"].path()));
  }
}

}  // namespace

void CheckHttpRedirect(const Field& redirect, const Field& matches, Report& report) {
  if (!redirect) return;
  if (!HasAny(redirect, {"uri", "prefixRewrite", "authority", "port", "derivePort", "scheme"})) {
    Required(report, redirect, "must have uri, prefixRewrite, authority, port, derivePort or scheme");
  }
  CheckPrefixRewrite(redirect, matches, report);
  if (redirect["port"] && redirect["derivePort"]) Invalid(report, redirect, "must have only one of port and derivePort");
  Field scheme = redirect["scheme"];
  if (scheme && scheme.Text() != "http" && scheme.Text() != "https") NotSupported(report, scheme, {"http", "https"});
  Field code = redirect["redirectCode"];
  if (code && code.Int() != 0 && (code.Int() < 300 || code.Int() > 399)) Invalid(report, code, "must be 301, 302, 303, 307 or 308");
}

void CheckHttpDirectResponse(const Field& response, Report& report) {
  if (!response) return;
  Field status = response["status"];
  if (status.Int() < 200 || status.Int() > 600) Invalid(report, status, "must be an HTTP status from 200 to 599");
  Field body = response["body"];
  if (body["string"] && body["bytes"]) Invalid(report, body, "must have only one of string and bytes");
  size_t bytes = std::max(body["string"].Text().size(), body["bytes"].Text().size() / 4 * 3);
  if (bytes > kMostBodyBytes) {
    TooLong(report, body, StrCat("the body is ", bytes, " bytes, at most ", kMostBodyBytes, " are allowed"));
  } else if (bytes > kManyBodyBytes) {
    Warn(report, body, StrCat("the body is ", bytes, " bytes; every client of the mesh keeps it in memory"));
  }
}

}  // namespace weft::manifest
