// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_mirror.h"

#include "manifest/object/findings.h"
#include "manifest/object/percent.h"
#include "manifest/virtual_service/destination.h"

namespace weft::manifest {

namespace {

constexpr double kEveryCall = 100;
constexpr std::string_view kSharesOfMirror[] = {"mirrorPercentage", "mirrorPercent", "mirror_percent"};

// The older spellings, of which the first that is there counts.
Field WholePercentOf(const Field& rule) { return rule["mirrorPercent"] ? rule["mirrorPercent"] : rule["mirror_percent"]; }

}  // namespace

std::optional<double> ParseMirrorShare(const Field& rule) {
  if (!rule["mirrorPercentage"] && !WholePercentOf(rule)) return std::nullopt;
  return ParsePercent(rule["mirrorPercentage"], WholePercentOf(rule), kEveryCall);
}

std::vector<HttpMirror> ParseHttpMirrors(const Field& rule) {
  std::vector<HttpMirror> mirrors;
  if (rule["mirror"]) {
    mirrors.push_back({ParseDestination(rule["mirror"]), ParseMirrorShare(rule).value_or(kEveryCall), true});
  }
  for (const Field& mirror : rule["mirrors"].Items()) {
    Field percentage = mirror["percentage"];
    mirrors.push_back({ParseDestination(mirror["destination"]), percentage ? percentage["value"].Number() : kEveryCall, false});
  }
  return mirrors;
}

void CheckHttpMirror(const Field& rule, bool delegates, Report& report) {
  if (rule["mirror"] && rule["mirrors"].size() > 0) {
    Invalid(report, rule["mirrors"], "must not stand beside mirror; put all into mirrors");
  }
  CheckDestination(rule["mirror"], report);
  CheckPercent(rule["mirrorPercentage"], report);
  CheckWholePercent(rule["mirrorPercent"], report);
  CheckWholePercent(rule["mirror_percent"], report);
  for (std::string_view share : kSharesOfMirror) {
    if (!rule[share] || rule["mirror"] || (delegates && rule["mirrors"].size() == 0)) continue;
    Warn(report, rule[share], "has no effect without mirror; those of mirrors have a percentage each");
  }
  for (const Field& mirror : rule["mirrors"].Items()) {
    CheckDestination(mirror["destination"], report);
    CheckPercent(mirror["percentage"], report);
  }
}

}  // namespace weft::manifest
