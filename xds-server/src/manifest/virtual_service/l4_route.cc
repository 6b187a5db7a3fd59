// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/l4_route.h"

#include "manifest/object/findings.h"
#include "manifest/object/syntax.h"
#include "manifest/virtual_service/destination.h"

namespace weft::manifest {

namespace {

void CheckL4Match(const Field& match, Report& report) {
  for (const Field& subnet : match["destinationSubnets"].Items()) {
    if (!IsIpAddress(subnet.Text()) && !IsCidr(subnet.Text()))
      Invalid(report, subnet, "must be an address or a subnet such as 10.0.0.0/8");
  }
  CheckLabels(match["sourceLabels"], report);
  CheckGateways(match["gateways"], report);
}

void CheckL4Destinations(const Field& rule, Report& report) {
  if (rule["route"].size() == 0) Required(report, rule["route"], "must have at least one destination");
  CheckWeightedDestinations(rule["route"], report);
}

}  // namespace

void CheckTlsRoute(const Field& rule, Report& report) {
  if (rule["match"].size() == 0) Required(report, rule["match"], "must have at least one condition");
  for (const Field& match : rule["match"].Items()) {
    if (match["sniHosts"].size() == 0) Required(report, match["sniHosts"], "must have at least one name");
    for (const Field& host : match["sniHosts"].Items()) {
      if (!IsHost(host.Text())) Invalid(report, host, kHostRule);
    }
    CheckL4Match(match, report);
  }
  CheckL4Destinations(rule, report);
}

void CheckTcpRoute(const Field& rule, Report& report) {
  for (const Field& match : rule["match"].Items()) CheckL4Match(match, report);
  CheckL4Destinations(rule, report);
}

}  // namespace weft::manifest
