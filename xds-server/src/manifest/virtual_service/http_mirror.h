// SPDX-License-Identifier: Apache-2.0
// Mirroring of an HTTP rule.
#pragma once

#include <optional>
#include <vector>

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

// All that are written, be it with a share of 0. Without a share a mirror gets every call.
std::vector<HttpMirror> ParseHttpMirrors(const Field& rule);
// What mirrorPercentage, or else mirrorPercent, says about `mirror`.
std::optional<double> ParseMirrorShare(const Field& rule);
// The mirror fields of a rule: mirror, mirrors and the percentages. `delegates`: the rule, or the mirror that its percentage
// is for, may be completed by another VirtualService.
void CheckHttpMirror(const Field& rule, bool delegates, Report& report);

}  // namespace weft::manifest
