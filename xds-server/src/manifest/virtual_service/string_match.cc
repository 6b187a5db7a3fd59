// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/string_match.h"

#include "absl/strings/ascii.h"
#include "base/strings.h"
#include "manifest/object/findings.h"
#include "manifest/object/regex.h"

namespace weft::manifest {

namespace {

constexpr std::string_view kPresenceRegex = "*";

}  // namespace

StringMatch ParseStringMatch(const Field& field) {
  using Type = StringMatch::Type;
  if (Field exact = field["exact"]) return {Type::kExact, exact.Text()};
  if (Field prefix = field["prefix"]) return {Type::kPrefix, prefix.Text()};
  Field regex = field["regex"];
  if (!regex || regex.Text() == kPresenceRegex) return {Type::kPresent, ""};
  return {Type::kRegex, regex.Text()};
}

std::optional<StringMatch> ParseOptionalStringMatch(const Field& field) {
  if (!field) return std::nullopt;
  return ParseStringMatch(field);
}

std::map<std::string, StringMatch> ParseStringMatches(const Field& map, bool lower_case) {
  std::map<std::string, StringMatch> matches;
  for (const auto& [name, match] : map.Members()) {
    matches[lower_case ? ToLower(name) : name] = ParseStringMatch(match);
  }
  return matches;
}

void CheckStringMatch(const Field& field, StringMatchRules rules, Report& report) {
  if (!field) return;
  int kinds = (field["exact"] ? 1 : 0) + (field["prefix"] ? 1 : 0) + (field["regex"] ? 1 : 0);
  if (kinds > 1) Invalid(report, field, "must have only one of exact, prefix and regex");
  if (kinds == 0 && !rules.presence) Required(report, field, "must have one of exact, prefix and regex");
  if (Field exact = field["exact"]; exact && exact.Text().empty() && !rules.empty_exact)
    Invalid(report, exact, "must not be empty");
  if (Field prefix = field["prefix"]; prefix && prefix.Text().empty() && !rules.empty_prefix) {
    Invalid(report, prefix,
            rules.presence ? "must not be empty; an empty match, {}, asks for presence alone" : "must not be empty");
  }
  if (Field regex = field["regex"]; regex.Text() != kPresenceRegex || !rules.presence) CheckRegex(regex, report);
}

}  // namespace weft::manifest
