// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_cors.h"

#include <algorithm>

#include "manifest/object/duration.h"
#include "manifest/object/findings.h"
#include "manifest/object/syntax.h"
#include "manifest/virtual_service/string_match.h"

namespace weft::manifest {

namespace {

const std::vector<std::string>& CorsMethods() {
  static const auto* const kMethods =
      new std::vector<std::string>{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"};
  return *kMethods;
}

std::vector<StringMatch> ParseOrigins(const Field& field) {
  std::vector<StringMatch> origins;
  for (const Field& origin : field["allowOrigins"].Items()) origins.push_back(ParseStringMatch(origin));
  if (!origins.empty()) return origins;
  for (const Field& origin : field["allowOrigin"].Items()) origins.push_back({StringMatch::Type::kExact, origin.Text()});
  return origins;
}

void CheckOrigins(const Field& field, Report& report) {
  Field origins = field["allowOrigins"];
  Field older = field["allowOrigin"];
  for (const Field& origin : origins.Items()) CheckStringMatch(origin, {.empty_exact = false, .presence = false}, report);
  for (const Field& origin : older.Items()) {
    if (origin.Text().empty()) Invalid(report, origin, "must be an origin such as \"https://example.com\"");
  }
  if (origins.size() > 0 && older.size() > 0) Warn(report, older, "has no effect beside allowOrigins");
  if (origins.size() == 0 && older.size() == 0) Warn(report, field, "without allowOrigins no other origin may call");
}

void CheckCorsMethod(const Field& method, Report& report) {
  const std::vector<std::string>& methods = CorsMethods();
  if (std::find(methods.begin(), methods.end(), method.Text()) == methods.end()) NotSupported(report, method, methods);
}

}  // namespace

std::optional<CorsPolicy> ParseHttpCors(const Field& field) {
  if (!field) return std::nullopt;
  CorsPolicy policy;
  policy.allow_origins = ParseOrigins(field);
  policy.allow_methods = field["allowMethods"].Texts();
  policy.allow_headers = field["allowHeaders"].Texts();
  policy.expose_headers = field["exposeHeaders"].Texts();
  policy.max_age = DurationOf(field["maxAge"]);
  if (Field credentials = field["allowCredentials"]) policy.allow_credentials = credentials.Bool();
  policy.forward_unmatched_preflights = field["unmatchedPreflights"].Text() != "IGNORE";
  return policy;
}

void CheckHttpCors(const Field& field, Report& report) {
  if (!field) return;
  CheckOrigins(field, report);
  for (const Field& method : field["allowMethods"].Items()) CheckCorsMethod(method, report);
  for (std::string_view list : {"allowHeaders", "exposeHeaders"}) {
    for (const Field& name : field[list].Items()) {
      if (!IsHttpToken(name.Text())) Invalid(report, name, "must be the name of a header or \"*\"");
    }
  }
  CheckDuration(field["maxAge"], DurationRule::kWholeSeconds, report);
}

}  // namespace weft::manifest
