// The trafficPolicy of a DestinationRule or of one of its subsets.
#pragma once

#include "manifest/field.h"

namespace weft::manifest {

void CheckTrafficPolicy(const Field& field, Report& report);

}  // namespace weft::manifest
