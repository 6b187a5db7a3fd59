// SPDX-License-Identifier: Apache-2.0
// How far apart two spellings are, for "did you mean".
#pragma once

#include <cstddef>
#include <string_view>

namespace weft {

// The edits (a letter more, less or other, two neighbours swapped) that lead from one text to the other: Damerau-Levenshtein
// with adjacent transpositions. Time and memory grow with the product of the lengths: bound what comes from outside.
size_t EditDistance(std::string_view a, std::string_view b);

}  // namespace weft
