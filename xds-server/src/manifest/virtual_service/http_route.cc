// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_route.h"

#include "base/strings.h"
#include "manifest/object/duration.h"
#include "manifest/object/findings.h"
#include "manifest/virtual_service/destination.h"
#include "manifest/virtual_service/header_operations.h"
#include "manifest/virtual_service/http_action.h"
#include "manifest/virtual_service/http_cors.h"
#include "manifest/virtual_service/http_fault.h"
#include "manifest/virtual_service/http_match.h"
#include "manifest/virtual_service/http_mirror.h"
#include "manifest/virtual_service/http_reply.h"
#include "manifest/virtual_service/http_retry.h"
#include "manifest/virtual_service/http_rewrite.h"

namespace weft::manifest {

namespace {

// Fields that are valid but that nothing in Weft applies yet, as paths below the rule. A field leaves when it works.
std::vector<std::string> IgnoredFields(const Field& rule) {
  std::vector<std::string> ignored;
  size_t prefix = rule.path().empty() ? 0 : rule.path().size() + 1;
  auto note = [&](const Field& field) {
    if (field) ignored.push_back(field.path().substr(prefix));
  };
  for (const Field& match : rule["match"].Items()) note(match["statPrefix"]);
  return ignored;
}

}  // namespace

HttpRoute ParseHttpRoute(const Field& field) {
  HttpRoute route;
  route.name = field["name"].Text();
  for (const Field& match : field["match"].Items()) route.match.push_back(ParseHttpMatch(match));
  route.route = ParseWeightedDestinations(field["route"]);
  route.timeout = DurationOf(field["timeout"]);
  route.retries = ParseHttpRetry(field["retries"]);
  route.fault = ParseHttpFault(field["fault"]);
  route.redirect = ParseHttpRedirect(field["redirect"]);
  route.direct_response = ParseHttpDirectResponse(field["directResponse"]);
  route.delegate = ParseDelegate(field["delegate"]);
  route.rewrite = ParseHttpRewrite(field["rewrite"]);
  route.headers = ParseHeaders(field["headers"]);
  route.mirrors = ParseHttpMirrors(field);
  route.mirror_share = ParseMirrorShare(field);
  route.cors = ParseHttpCors(field["corsPolicy"]);
  route.ignored = IgnoredFields(field);
  return route;
}

void CheckHttpRoute(const Field& field, HttpRuleScope scope, Report& report) {
  CheckHttpAction(field, scope.delegate, report);
  for (const Field& match : field["match"].Items()) CheckHttpMatch(match, scope.gateways_only, report);
  CheckWeightedDestinations(field["route"], report);
  CheckHttpRedirect(field["redirect"], field["match"], report);
  CheckHttpDirectResponse(field["directResponse"], report);
  CheckHttpRewrite(field["rewrite"], field["match"], report);
  CheckDuration(field["timeout"], DurationRule::kWholeMilliseconds, report);
  CheckHttpRetry(field["retries"], report);
  CheckHttpFault(field["fault"], report);
  CheckHttpMirror(field, scope.delegate || field["delegate"], report);
  CheckHttpCors(field["corsPolicy"], report);
  CheckHeaderOperations(field["headers"], report);
  Field authority = field["rewrite"]["authority"];
  CheckOneAuthority(field["headers"], report, &authority);
  WarnOfInterplay(field, report);
  for (const std::string& ignored : IgnoredFields(field)) {
    report.warnings.push_back(StrCat(field.path(), ".", ignored, ": accepted, but Weft does not apply it yet"));
  }
}

}  // namespace weft::manifest
