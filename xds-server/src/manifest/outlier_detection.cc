#include "manifest/outlier_detection.h"

#include "manifest/duration.h"
#include "manifest/findings.h"

namespace weft::manifest {

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
}

}  // namespace weft::manifest
