#include "manifest/http_match.h"

#include <map>

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/findings.h"
#include "manifest/string_match.h"
#include "manifest/syntax.h"

namespace weft::manifest {

namespace {

// ":authority" is a pseudo header; claims of a checked token are named like a header that no request can carry.
bool IsMatchableHeader(std::string_view name) {
  if (name.starts_with("@request.auth.claims")) return true;
  if (name.starts_with(":")) name.remove_prefix(1);
  return IsHttpToken(name);
}

void CheckHeaderMatches(const Field& headers, Report& report) {
  std::map<std::string, std::string> seen;  // by lower case name
  for (const auto& [name, match] : headers.Members()) {
    if (!IsMatchableHeader(name)) {
      report.problems.push_back({match.path(), "FieldValueInvalid", StrCat("Invalid value: ", Quoted(name), ": must be the name of a header")});
    }
    auto [other, is_new] = seen.emplace(ToLower(name), name);
    if (!is_new) Invalid(report, match, StrCat("names the same header as ", other->second, ": names of headers know no case"));
    CheckStringMatch(match, {}, report);
  }
}

}  // namespace

HttpMatch ParseHttpMatch(const Field& field) {
  HttpMatch match;
  match.name = field["name"].Text();
  match.uri = ParseOptionalStringMatch(field["uri"]);
  match.scheme = ParseOptionalStringMatch(field["scheme"]);
  match.method = ParseOptionalStringMatch(field["method"]);
  match.authority = ParseOptionalStringMatch(field["authority"]);
  match.headers = ParseStringMatches(field["headers"], true);
  match.without_headers = ParseStringMatches(field["withoutHeaders"], true);
  match.query_params = ParseStringMatches(field["queryParams"], false);
  match.ignore_uri_case = field["ignoreUriCase"].Bool();
  match.port = static_cast<uint32_t>(field["port"].Int());
  match.source_labels = field["sourceLabels"].Pairs();
  match.source_namespace = field["sourceNamespace"].Text();
  match.gateways = field["gateways"].Texts();
  return match;
}

void CheckHttpMatch(const Field& field, Report& report) {
  CheckStringMatch(field["uri"], {.empty_prefix = true}, report);
  for (std::string_view name : {"scheme", "method", "authority"}) CheckStringMatch(field[name], {}, report);
  CheckHeaderMatches(field["headers"], report);
  CheckHeaderMatches(field["withoutHeaders"], report);
  for (const auto& [name, match] : field["queryParams"].Members()) CheckStringMatch(match, {}, report);
  CheckLabels(field["sourceLabels"], report);
  CheckGateways(field["gateways"], report);
  std::string ns = field["sourceNamespace"].Text();
  if (!ns.empty() && !IsDnsLabel(ns)) Invalid(report, field["sourceNamespace"], kDnsLabelRule);
}

}  // namespace weft::manifest
