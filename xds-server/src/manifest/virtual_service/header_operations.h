// SPDX-License-Identifier: Apache-2.0
// The headers that an HTTP rule, or one of its destinations, sets, adds and removes.
#pragma once

#include <optional>

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

std::optional<Headers> ParseHeaders(const Field& field);
// Names and values, of which the latter may hold %VAR% expressions.
void CheckHeaderOperations(const Field& field, Report& report);
// The new authority of a call may be said in one place alone: one entry for host or :authority in what `headers` sets and adds,
// or `rewritten`, the authority of the rule's rewrite, where there can be one.
void CheckOneAuthority(const Field& headers, Report& report, const Field* rewritten = nullptr);

}  // namespace weft::manifest
