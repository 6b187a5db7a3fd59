// One rule of VirtualService.spec.http.
#pragma once

#include "manifest/field.h"
#include "manifest/virtual_service.h"

namespace weft::manifest {

HttpRoute ParseHttpRoute(const Field& field);
// `delegate` tells that the VirtualService has no hosts and holds rules for another.
void CheckHttpRoute(const Field& field, bool delegate, Report& report);

}  // namespace weft::manifest
