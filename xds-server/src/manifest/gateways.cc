#include "manifest/gateways.h"

#include <algorithm>

#include "manifest/findings.h"

namespace weft::manifest {

bool IncludesMesh(const Field& gateways) {
  std::vector<std::string> names = gateways.Texts();
  return names.empty() || std::find(names.begin(), names.end(), kMeshGateway) != names.end();
}

void WarnOfGateways(const Field& gateways, Report& report) {
  if (!IncludesMesh(gateways)) return Warn(report, gateways, "does not name mesh, so no client gets this: Weft has no gateways");
  for (const Field& gateway : gateways.Items()) {
    if (gateway.Text() != kMeshGateway) Warn(report, gateway, "is kept without effect: Weft has no gateways, and mesh alone reaches clients");
  }
}

}  // namespace weft::manifest
