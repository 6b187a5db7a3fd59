// SPDX-License-Identifier: Apache-2.0
// Faults that an HTTP rule injects.
#pragma once

#include <optional>

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

std::optional<HttpFault> ParseHttpFault(const Field& field);
void CheckHttpFault(const Field& field, Report& report);

}  // namespace weft::manifest
