// SPDX-License-Identifier: Apache-2.0
// What every object's metadata must satisfy, whatever its kind.
#pragma once

#include "manifest/object/kind.h"

namespace weft::manifest {

// Checks name, generateName, namespace, labels and annotations of an object that satisfies the schema.
void CheckMetadata(const Kind& kind, const Json& object, Report& report);

}  // namespace weft::manifest
