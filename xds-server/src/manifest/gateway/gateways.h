// SPDX-License-Identifier: Apache-2.0
// Where the rules of a VirtualService apply: in the mesh, at Gateways, or both.
#pragma once

#include <string>
#include <string_view>

#include "manifest/object/field.h"

namespace weft::manifest {

inline constexpr std::string_view kMeshGateway = "mesh";

// "namespace/name" of the Gateway that is meant by `name` in `ns`: "name", "./name", "namespace/name", or the older DNS name
// "name.namespace.svc.cluster.local". "mesh" stays what it is.
std::string FullGatewayName(std::string_view name, std::string_view ns);

// Whether a list of gateways, that of a VirtualService or of a match, includes the clients of the mesh. None means these alone.
bool IncludesMesh(const Field& gateways);

// A match may narrow the gateways of its VirtualService and not widen them. Says of which matches nothing is left; `ns` is the
// namespace of the VirtualService, empty when it is not known.
void WarnOfUnboundMatches(const Field& spec, std::string_view ns, Report& report);

}  // namespace weft::manifest
