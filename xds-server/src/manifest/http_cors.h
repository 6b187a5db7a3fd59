// Cross-origin rules of an HTTP rule.
#pragma once

#include "manifest/field.h"

namespace weft::manifest {

void CheckHttpCors(const Field& field, Report& report);

}  // namespace weft::manifest
