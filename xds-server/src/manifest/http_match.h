// The conditions of an HTTP rule.
#pragma once

#include "manifest/field.h"
#include "manifest/virtual_service.h"

namespace weft::manifest {

HttpMatch ParseHttpMatch(const Field& field);
void CheckHttpMatch(const Field& field, Report& report);

}  // namespace weft::manifest
