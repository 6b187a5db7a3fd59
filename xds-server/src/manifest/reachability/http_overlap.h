// SPDX-License-Identifier: Apache-2.0
// Rules and matches that get no calls since earlier ones of the same VirtualService take them all. Valid, but hardly ever
// meant.
#pragma once

#include "manifest/object/field.h"

namespace weft::manifest {

// One warning per rule that is never reached, naming what takes its calls, and else one per match of which that is true:
//   spec.http[2]: is never reached: spec.http[1] takes all of its calls (IST0130)
//   spec.http[3].match[1]: gets no calls: spec.http[0].match[0] takes them all (IST0131)
// Only what is certain is said of rules: conditions are compared by their form, so one expression that covers another goes
// unseen. Time is about linear in the number of matches; where very many share a path the comparison stops early.
void WarnOfOverlaps(const Field& spec, Report& report);

}  // namespace weft::manifest
