// The connectionPool block of a DestinationRule: checked, not applied.
#pragma once

#include "manifest/field.h"

namespace weft::manifest {

void CheckConnectionPool(const Field& field, Report& report);

}  // namespace weft::manifest
