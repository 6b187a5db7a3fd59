// Where the rules of a VirtualService apply. Weft has clients of the mesh and no gateways.
#pragma once

#include "manifest/field.h"

namespace weft::manifest {

inline constexpr std::string_view kMeshGateway = "mesh";

// Whether a list of gateways, that of a VirtualService or of a match, includes the clients of the mesh. None means these alone.
bool IncludesMesh(const Field& gateways);

// Says for a VirtualService or a match which of its gateways are kept without effect.
void WarnOfGateways(const Field& gateways, Report& report);

}  // namespace weft::manifest
