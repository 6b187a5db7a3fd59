// SPDX-License-Identifier: Apache-2.0
// The conditions of an HTTP rule.
#pragma once

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

HttpMatch ParseHttpMatch(const Field& field);
// `gateways_only` tells that the VirtualService does not apply to the mesh.
void CheckHttpMatch(const Field& field, bool gateways_only, Report& report);

}  // namespace weft::manifest
