// SPDX-License-Identifier: Apache-2.0
// Columns of text, aligned.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace weft {

// Rows of cells, the head first. Every cell but the last of a row is padded to the widest of its column and at least three
// blanks, and to ten characters in all.
void PrintTable(const std::vector<std::vector<std::string>>& rows, std::ostream& out);

}  // namespace weft
