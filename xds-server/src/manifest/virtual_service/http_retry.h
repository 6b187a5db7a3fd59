// SPDX-License-Identifier: Apache-2.0
// Retries of an HTTP rule.
#pragma once

#include <optional>

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

std::optional<HttpRetry> ParseHttpRetry(const Field& field);
void CheckHttpRetry(const Field& field, Report& report);

}  // namespace weft::manifest
