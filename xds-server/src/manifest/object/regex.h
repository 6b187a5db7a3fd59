// SPDX-License-Identifier: Apache-2.0
// Regular expressions of manifests: RE2, at most 1024 characters.
#pragma once

#include "manifest/object/field.h"

namespace weft::manifest {

// Checks a present field; the message quotes the expression and what RE2 says of it.
void CheckRegex(const Field& field, Report& report);

}  // namespace weft::manifest
