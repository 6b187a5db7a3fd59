// Mirroring of an HTTP rule.
#pragma once

#include <vector>

#include "manifest/field.h"
#include "manifest/virtual_service.h"

namespace weft::manifest {

// Whether a rule says anything of mirrors, be it a share of 0.
bool HasHttpMirrors(const Field& rule);
// Those that get copies: of more than 0 %. Without a share a mirror gets every call.
std::vector<HttpMirror> ParseHttpMirrors(const Field& rule);
// The mirror fields of a rule: mirror, mirrors and the percentages.
void CheckHttpMirror(const Field& rule, Report& report);

}  // namespace weft::manifest
