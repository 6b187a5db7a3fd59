// SPDX-License-Identifier: Apache-2.0
// Ages as kubectl prints them: 42s, 3m12s, 17m, 5h3m, 26h, 2d4h, 45d, 3y21d.
#pragma once

#include <string>

#include "absl/time/time.h"

namespace weft::kubeapi {

// Precise while it is short, coarse when it is long; never more than two units. A negative age is "<invalid>" beyond the
// second or so by which clocks differ.
std::string HumanDuration(absl::Duration age);

}  // namespace weft::kubeapi
