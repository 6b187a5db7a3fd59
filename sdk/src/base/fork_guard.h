// SPDX-License-Identifier: Apache-2.0
// Detects that the process was forked after a mesh had started: its threads and its stream do not exist in the child.
#pragma once

#include <cstdint>

namespace weft {

// Rises in every child of a fork. The first call installs the handler. Costs one relaxed load.
uint64_t ForkGeneration();

}  // namespace weft
