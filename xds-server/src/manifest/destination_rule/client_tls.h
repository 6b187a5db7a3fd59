// SPDX-License-Identifier: Apache-2.0
// The tls block of a DestinationRule: checked, not applied.
#pragma once

#include "manifest/object/field.h"

namespace weft::manifest {

void CheckClientTls(const Field& field, Report& report);

}  // namespace weft::manifest
