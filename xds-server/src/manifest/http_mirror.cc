#include "manifest/http_mirror.h"

#include "manifest/destination.h"
#include "manifest/findings.h"
#include "manifest/percent.h"

namespace weft::manifest {

void CheckHttpMirror(const Field& rule, Report& report) {
  if (rule["mirror"] && rule["mirrors"]) Invalid(report, rule["mirrors"], "must not stand beside mirror; put all into mirrors");
  CheckDestination(rule["mirror"], report);
  CheckPercent(rule["mirrorPercentage"], report);
  CheckWholePercent(rule["mirrorPercent"], report);
  CheckWholePercent(rule["mirror_percent"], report);
  for (const Field& mirror : rule["mirrors"].Items()) {
    CheckDestination(mirror["destination"], report);
    CheckPercent(mirror["percentage"], report);
  }
}

}  // namespace weft::manifest
