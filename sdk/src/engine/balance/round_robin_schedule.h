// SPDX-License-Identifier: Apache-2.0
// The order in which a weighted round robin takes its turns.
//
// The k-th turn of an index of weight w is due at (k + 1/2) / w of the round; turns are taken in the order in which they are
// due. So an index is never far ahead of or behind its share: weights 3 and 1 give 0 0 1 0, not 0 0 0 1 with all of them in a
// row.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace weft::engine {

// One round: index i stands in it in proportion to weights[i]; exactly weights[i] / gcd times as long as that fits into
// `max_slots`, else rounded, at least once. Indices of weight 0 are left out, unless all are 0: then all stand once.
// `max_slots` must be at least the number of weights.
std::vector<uint32_t> RoundRobinSchedule(absl::Span<const uint32_t> weights, size_t max_slots);

}  // namespace weft::engine
