// SPDX-License-Identifier: Apache-2.0
// Shares in percent: {value: 12.5}, and the whole numbers of older manifests.
#pragma once

#include "manifest/object/field.h"

namespace weft::manifest {

// `percent` is the {value} form and wins over the whole number `older`; `absent` when neither is there.
double ParsePercent(const Field& percent, const Field& older, double absent);
// {value: 0 to 100}; a share below one millionth cannot be told from none and is refused.
void CheckPercent(const Field& percent, Report& report);
void CheckWholePercent(const Field& percent, Report& report);

}  // namespace weft::manifest
