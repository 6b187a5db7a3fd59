// SPDX-License-Identifier: Apache-2.0
// Cross-origin rules of an HTTP rule.
#pragma once

#include <optional>

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

// Origins of the older field allowOrigin count as exact ones where allowOrigins is not given.
std::optional<CorsPolicy> ParseHttpCors(const Field& field);
void CheckHttpCors(const Field& field, Report& report);

}  // namespace weft::manifest
