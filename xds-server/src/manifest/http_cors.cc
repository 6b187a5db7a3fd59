#include "manifest/http_cors.h"

#include <algorithm>

#include "manifest/duration.h"
#include "manifest/findings.h"
#include "manifest/string_match.h"
#include "manifest/syntax.h"

namespace weft::manifest {

namespace {

const std::vector<std::string>& CorsMethods() {
  static const auto* const kMethods =
      new std::vector<std::string>{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*"};
  return *kMethods;
}

}  // namespace

void CheckHttpCors(const Field& field, Report& report) {
  if (!field) return;
  for (const Field& origin : field["allowOrigins"].Items()) CheckStringMatch(origin, {.presence = false}, report);
  for (const Field& method : field["allowMethods"].Items()) {
    const std::vector<std::string>& methods = CorsMethods();
    if (std::find(methods.begin(), methods.end(), method.Text()) == methods.end()) NotSupported(report, method, methods);
  }
  for (std::string_view list : {"allowHeaders", "exposeHeaders"}) {
    for (const Field& name : field[list].Items()) {
      if (!IsHttpToken(name.Text())) Invalid(report, name, "must be the name of a header or \"*\"");
    }
  }
  CheckDuration(field["maxAge"], DurationRule::kWholeSeconds, report);
}

}  // namespace weft::manifest
