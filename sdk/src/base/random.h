// SPDX-License-Identifier: Apache-2.0
// The randomness of decisions: fast, seedable, not for secrets.
//
// SplitMix64 (Steele, Lea, Flood 2014): one 64-bit word of state, a Weyl sequence through a mixing function. It passes the
// usual statistical batteries, costs about two nanoseconds and, at eight bytes a thread, is free to keep per thread.
#pragma once

#include <cstdint>

namespace weft {

// A plain value: belongs to one thread at a time. The same seed gives the same numbers.
class Random final {
 public:
  constexpr explicit Random(uint64_t seed) : state_(seed) {}

  constexpr uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  // Uniform in [0, n); 0 when n is 0. The bias of the multiplication (Lemire 2019) is below n / 2^32.
  constexpr uint32_t Below(uint32_t n) { return static_cast<uint32_t>(((Next() >> 32) * n) >> 32); }

  // Uniform in [0, n) for wide n, 0 when n is 0.
  constexpr uint64_t Below64(uint64_t n) { return static_cast<uint64_t>((static_cast<__uint128_t>(Next()) * n) >> 64); }

  // True in `per_million` of a million draws. The certain cases draw nothing.
  constexpr bool PerMillion(uint32_t per_million) {
    if (per_million >= 1'000'000) return true;
    return per_million != 0 && Below(1'000'000) < per_million;
  }

 private:
  uint64_t state_;
};

// This thread's generator, seeded from the system's entropy at its first use.
Random& ThreadRandom();

}  // namespace weft
