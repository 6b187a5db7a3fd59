// Mirroring of an HTTP rule.
#pragma once

#include "manifest/field.h"

namespace weft::manifest {

// The mirror fields of a rule: mirror, mirrors and the percentages.
void CheckHttpMirror(const Field& rule, Report& report);

}  // namespace weft::manifest
