// SPDX-License-Identifier: Apache-2.0
// Random identifiers: UUIDs of version 4 (RFC 9562) as text, "f81d4fae-7dec-41d0-a765-00a0c91e6bf6".
// Good for telling requests apart; not for secrets, as Random is not.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/random.h"

namespace weft {

// The text without a terminating zero. A plain value: making one allocates nothing.
struct Uuid {
  std::array<char, 36> text;
  std::string_view view() const { return {text.data(), text.size()}; }
  std::string str() const { return std::string(view()); }
};

// Draws 122 bits.
Uuid MakeUuid(Random& random);

}  // namespace weft
