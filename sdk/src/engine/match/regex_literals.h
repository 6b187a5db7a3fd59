// SPDX-License-Identifier: Apache-2.0
// Texts that a path must contain for a pattern to match it, read off the pattern.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weft::engine {

// The runs of literal characters of an RE2 pattern without which it matches nothing: those outside of groups, classes and
// repetitions. "/api/v[0-9]+/item-7/?" gives "/api/v" and "/item-7". Reads no more of the syntax than it is sure of: a pattern
// with alternatives at its top, with flags, or with an escape that is not plain gives none. Every match contains every run, but
// other texts may as well; and the order is that of the pattern.
std::vector<std::string> RequiredLiterals(std::string_view pattern);

}  // namespace weft::engine
