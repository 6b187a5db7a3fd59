// SPDX-License-Identifier: Apache-2.0
// What an HTTP rule does with a call: route, redirect, directResponse or delegate.
#pragma once

#include <optional>

#include "manifest/object/field.h"
#include "manifest/virtual_service/virtual_service.h"

namespace weft::manifest {

std::optional<DelegateReference> ParseDelegate(const Field& field);

// A rule does one thing, and not everything else goes with it. `delegate` tells that the VirtualService around it has no hosts
// and holds rules for another.
void CheckHttpAction(const Field& rule, bool delegate, Report& report);

// Warns of settings that are valid side by side and yet do not work together.
void WarnOfInterplay(const Field& rule, Report& report);

}  // namespace weft::manifest
