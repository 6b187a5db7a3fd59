// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_match.h"

#include <map>

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/object/findings.h"
#include "manifest/object/syntax.h"
#include "manifest/virtual_service/string_match.h"

namespace weft::manifest {

namespace {

// A claim of a token that a gateway has checked, named like a header that no request can carry.
bool IsClaim(std::string_view name) { return name.starts_with("@request.auth.claims"); }

// ":authority" is a pseudo header.
bool IsMatchableHeader(std::string_view name) {
  if (name.starts_with(":")) name.remove_prefix(1);
  return IsHttpToken(name);
}

void CheckHeaderMatches(const Field& headers, bool gateways_only, Report& report) {
  std::map<std::string, std::string> seen;  // by lower case name
  for (const auto& [name, match] : headers.Members()) {
    if (IsClaim(name)) {
      if (!gateways_only)
        Forbidden(report, match, "claims of a token are known at gateways alone, and this VirtualService applies to the mesh");
    } else if (!IsMatchableHeader(name)) {
      report.problems.push_back(
          {match.path(), "FieldValueInvalid", StrCat("Invalid value: ", Quoted(name), ": must be the name of a header")});
    }
    auto [other, is_new] = seen.emplace(ToLower(name), name);
    if (!is_new) Invalid(report, match, StrCat("names the same header as ", other->second, ": names of headers know no case"));
    CheckStringMatch(match, {}, report);
  }
}

// Conditions on who calls, decided before any call.
void CheckCaller(const Field& field, Report& report) {
  Field labels = field["sourceLabels"];
  Field ns = field["sourceNamespace"];
  CheckLabels(labels, report);
  CheckGateways(field["gateways"], report);
  if (!ns.Text().empty() && !IsDnsLabel(ns.Text())) Invalid(report, ns, kDnsLabelRule);
  if (field["gateways"].size() == 0) return;
  for (const Field& source : {labels, ns}) {
    if (source.size() > 0 || !source.Text().empty()) Warn(report, source, "is not looked at beside gateways of the same match");
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

void CheckHttpMatch(const Field& field, bool gateways_only, Report& report) {
  CheckStringMatch(field["uri"], {.empty_prefix = true}, report);
  for (std::string_view name : {"scheme", "method", "authority"}) CheckStringMatch(field[name], {}, report);
  CheckHeaderMatches(field["headers"], gateways_only, report);
  CheckHeaderMatches(field["withoutHeaders"], gateways_only, report);
  for (const auto& [name, match] : field["queryParams"].Members()) CheckStringMatch(match, {}, report);
  CheckCaller(field, report);
}

}  // namespace weft::manifest
