#include "manifest/http_route.h"

#include "base/strings.h"
#include "manifest/destination.h"
#include "manifest/duration.h"
#include "manifest/findings.h"
#include "manifest/http_cors.h"
#include "manifest/http_fault.h"
#include "manifest/http_match.h"
#include "manifest/http_mirror.h"
#include "manifest/http_reply.h"
#include "manifest/http_retry.h"
#include "manifest/http_rewrite.h"
#include "manifest/syntax.h"

namespace weft::manifest {

namespace {

// Fields that are valid but that nothing in Weft applies yet, by where they stand. A field leaves its list when it works.
constexpr std::string_view kIgnoredInRule[] = {"redirect", "directResponse", "delegate", "rewrite", "mirror", "mirrors", "corsPolicy", "headers"};
constexpr std::string_view kIgnoredInRetries[] = {"retryRemoteLocalities", "retryIgnorePreviousHosts"};

// Paths below the rule.
std::vector<std::string> IgnoredFields(const Field& rule) {
  std::vector<std::string> ignored;
  size_t prefix = rule.path().empty() ? 0 : rule.path().size() + 1;
  auto note = [&](const Field& field) {
    if (field) ignored.push_back(field.path().substr(prefix));
  };
  for (std::string_view name : kIgnoredInRule) note(rule[name]);
  for (std::string_view name : kIgnoredInRetries) note(rule["retries"][name]);
  for (const Field& destination : rule["route"].Items()) note(destination["headers"]);
  for (const Field& match : rule["match"].Items()) note(match["statPrefix"]);
  return ignored;
}

// A rule does exactly one thing with a call.
void CheckAction(const Field& rule, bool delegate, Report& report) {
  bool route = rule["route"].size() > 0;
  int actions = (route ? 1 : 0) + (rule["redirect"] ? 1 : 0) + (rule["directResponse"] ? 1 : 0) + (rule["delegate"] ? 1 : 0);
  if (actions == 0) Required(report, rule["route"], "a rule must have one of route, redirect, directResponse and delegate");
  if (actions > 1) Invalid(report, rule, "must have only one of route, redirect, directResponse and delegate");
  if (delegate && rule["delegate"]) Forbidden(report, rule["delegate"], "a VirtualService without hosts must not delegate further");
  for (std::string_view action : {"redirect", "directResponse"}) {
    if (!rule[action]) continue;
    for (std::string_view other : {"fault", "rewrite"}) {
      if (rule[other]) Forbidden(report, rule[other], StrCat("cannot stand beside ", action));
    }
  }
}

void CheckDelegate(const Field& field, Report& report) {
  if (!field) return;
  if (!IsDnsSubdomain(field["name"].Text())) Invalid(report, field["name"], "must be the name of a VirtualService");
  std::string ns = field["namespace"].Text();
  if (!ns.empty() && !IsDnsLabel(ns)) Invalid(report, field["namespace"], kDnsLabelRule);
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
  route.ignored = IgnoredFields(field);
  return route;
}

void CheckHttpRoute(const Field& field, bool delegate, Report& report) {
  CheckAction(field, delegate, report);
  for (const Field& match : field["match"].Items()) CheckHttpMatch(match, report);
  CheckWeightedDestinations(field["route"], report);
  for (const Field& destination : field["route"].Items()) CheckHeaderOperations(destination["headers"], report);
  CheckHttpRedirect(field["redirect"], field["match"], report);
  CheckHttpDirectResponse(field["directResponse"], report);
  CheckDelegate(field["delegate"], report);
  CheckHttpRewrite(field["rewrite"], report);
  CheckDuration(field["timeout"], DurationRule::kWholeMilliseconds, report);
  CheckHttpRetry(field["retries"], report);
  CheckHttpFault(field["fault"], report);
  CheckHttpMirror(field, report);
  CheckHttpCors(field["corsPolicy"], report);
  CheckHeaderOperations(field["headers"], report);
  for (const std::string& ignored : IgnoredFields(field)) {
    report.warnings.push_back(StrCat(field.path(), ".", ignored, ": accepted, but Weft does not apply it yet"));
  }
}

}  // namespace weft::manifest
