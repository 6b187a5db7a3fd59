// SPDX-License-Identifier: Apache-2.0
// Does the error message of a client name a resource?
#pragma once

#include <string_view>

namespace weft::ads {

// Is `name` in `text` as a whole, and not as a part of a longer name? "reviews:9080" is in `Listener "reviews:9080": bad`, and
// not in `my-reviews:9080` or `reviews:90801`.
bool ContainsName(std::string_view text, std::string_view name);

}  // namespace weft::ads
