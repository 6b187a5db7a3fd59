// SPDX-License-Identifier: Apache-2.0
#include "manifest/destination_rule/outlier_detection.h"

#include <algorithm>
#include <limits>

#include "manifest/object/duration.h"
#include "manifest/object/findings.h"

namespace weft::manifest {

namespace {

std::optional<uint32_t> FailuresOf(const Field& field) {
  if (!field) return std::nullopt;
  return static_cast<uint32_t>(std::clamp<int64_t>(field.Int(), 0, std::numeric_limits<uint32_t>::max()));
}

uint32_t PercentOf(const Field& field) { return static_cast<uint32_t>(std::clamp<int64_t>(field.Int(), 0, 100)); }

}  // namespace

std::optional<OutlierDetection> ParseOutlierDetection(const Field& field) {
  if (!field) return std::nullopt;
  OutlierDetection detection;
  detection.consecutive_5xx = FailuresOf(field[field["consecutive5xxErrors"] ? "consecutive5xxErrors" : "consecutiveErrors"]);
  detection.consecutive_gateway_errors = FailuresOf(field["consecutiveGatewayErrors"]);
  detection.consecutive_local_origin_failures = FailuresOf(field["consecutiveLocalOriginFailures"]);
  detection.split_local_origin_errors = field["splitExternalLocalOriginErrors"].Bool();
  detection.interval = DurationOf(field["interval"]);
  detection.base_ejection_time = DurationOf(field["baseEjectionTime"]);
  detection.max_ejection_percent = PercentOf(field["maxEjectionPercent"]);
  detection.min_health_percent = PercentOf(field["minHealthPercent"]);
  return detection;
}

void CheckOutlierDetection(const Field& field, Report& report) {
  if (!field) return;
  if (field["consecutiveErrors"].Int() < 0) Invalid(report, field["consecutiveErrors"], "must be 0 or more");
  if (field["consecutiveErrors"]) Warn(report, field["consecutiveErrors"], "is an older name; use consecutive5xxErrors");
  if (field["consecutiveLocalOriginFailures"].Int() > 0 && !field["splitExternalLocalOriginErrors"].Bool()) {
    Invalid(report, field["consecutiveLocalOriginFailures"], "needs splitExternalLocalOriginErrors: true");
  }
  CheckDuration(field["interval"], DurationRule::kAtLeastMillisecond, report);
  CheckDuration(field["baseEjectionTime"], DurationRule::kAtLeastMillisecond, report);
  for (std::string_view name : {"maxEjectionPercent", "minHealthPercent"}) {
    if (field[name].Int() < 0 || field[name].Int() > 100) Invalid(report, field[name], "must be from 0 to 100");
  }
  for (const Field& code : field["outlierDetectionHttpErrorCodes"].Items()) {
    if (code.Int() < 100 || code.Int() > 599) Invalid(report, code, "must be an HTTP status from 100 to 599");
  }
  if (Field codes = field["outlierDetectionHttpErrorCodes"]) Warn(report, codes, "accepted, but Weft does not apply it yet");
}

}  // namespace weft::manifest
