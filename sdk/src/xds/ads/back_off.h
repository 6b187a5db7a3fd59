// The pause between two tries to reach a control plane: exponential with jitter (gRFC A57), reset by success.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

#include "model/route.h"

namespace weft::xds {

class BackOff {
 public:
  static constexpr model::Duration kInitial = std::chrono::milliseconds(200);
  static constexpr model::Duration kMax = std::chrono::seconds(10);

  explicit BackOff(uint64_t seed) : random_(seed) {}

  // Between 0.8 and 1.2 of 200 ms, 320 ms, 512 ms, ... 10 s.
  model::Duration Next() {
    const double jitter = std::uniform_real_distribution<double>(0.8, 1.2)(random_);
    const auto pause = std::chrono::duration_cast<model::Duration>(current_ * jitter);
    current_ = std::min<model::Duration>(kMax, std::chrono::duration_cast<model::Duration>(current_ * 1.6));
    return pause;
  }
  void Reset() { current_ = kInitial; }

 private:
  std::mt19937_64 random_;
  model::Duration current_ = kInitial;
};

}  // namespace weft::xds
