// SPDX-License-Identifier: Apache-2.0
// What an HTTP rule changes in the path and the authority of a call before it is forwarded.
#pragma once

#include <optional>

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

std::optional<HttpRewrite> ParseHttpRewrite(const Field& field);
// `matches` are those of the rule: what the new path takes the place of.
void CheckHttpRewrite(const Field& field, const Field& matches, Report& report);

// Warns of a text that takes the place of a matched prefix and glues to the rest of the path in a way that nobody means:
// /common/x with the prefix /common replaced by / is //x.
void WarnOfPrefixReplacement(const Field& replacement, const Field& matches, Report& report);

}  // namespace weft::manifest
