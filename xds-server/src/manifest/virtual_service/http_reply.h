// SPDX-License-Identifier: Apache-2.0
// Rules that answer by themselves: redirect and directResponse.
#pragma once

#include <optional>

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

std::optional<HttpRedirect> ParseHttpRedirect(const Field& redirect);
std::optional<HttpDirectResponse> ParseHttpDirectResponse(const Field& response);

// `matches` are those of the rule: prefixRewrite needs a prefix to replace.
void CheckHttpRedirect(const Field& redirect, const Field& matches, Report& report);
void CheckHttpDirectResponse(const Field& response, Report& report);

}  // namespace weft::manifest
