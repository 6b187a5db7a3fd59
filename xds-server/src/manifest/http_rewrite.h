// Changes that an HTTP rule makes to a call: rewrite and header operations.
#pragma once

#include "manifest/field.h"

namespace weft::manifest {

void CheckHttpRewrite(const Field& field, Report& report);
// `headers` of a rule or of one of its destinations.
void CheckHeaderOperations(const Field& field, Report& report);

}  // namespace weft::manifest
