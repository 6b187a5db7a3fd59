// SPDX-License-Identifier: Apache-2.0
// Time and chance as the configuration holds them.
#pragma once

#include <chrono>
#include <cstdint>

namespace weft::model {

using Duration = std::chrono::nanoseconds;

// A probability in parts per million, the finest that xDS has.
struct Fraction {
  uint32_t per_million = 1'000'000;
  bool operator==(const Fraction&) const = default;
};

}  // namespace weft::model
