// SPDX-License-Identifier: Apache-2.0
// The pause between two attempts to reach a control plane: exponential with jitter (gRFC A57), reset by success.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/random.h"
#include "model/units.h"

namespace weft::xds {

class BackOff {
 public:
  using Duration = std::chrono::nanoseconds;
  static constexpr Duration kInitial = std::chrono::milliseconds(200);
  static constexpr Duration kMax = std::chrono::seconds(10);

  explicit BackOff(uint64_t seed) : random_(seed) {}

  // Between 0.8 and 1.2 of 200 ms, 320 ms, 512 ms, ... 10 s.
  Duration Next() {
    const auto jitter = static_cast<int64_t>(random_.Below64(401));  // per mille above 0.8
    const Duration pause = current_ * (800 + jitter) / 1000;
    current_ = std::min<Duration>(kMax, current_ * 16 / 10);
    return pause;
  }
  void Reset() { current_ = kInitial; }

 private:
  Random random_;
  Duration current_ = kInitial;
};

}  // namespace weft::xds
