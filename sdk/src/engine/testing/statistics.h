// SPDX-License-Identifier: Apache-2.0
// Is a distribution what it should be? For tests with fixed seeds: a bound that is passed once is passed always.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace weft::engine::testing {

// Pearson's statistic of counts against expected shares (any scale). A share of 0 must have a count of 0.
inline double ChiSquare(const std::vector<int>& counts, const std::vector<uint32_t>& shares) {
  double draws = 0, sum = 0, statistic = 0;
  for (const int count : counts) draws += count;
  for (const uint32_t share : shares) sum += share;
  for (size_t i = 0; i < counts.size(); ++i) {
    const double expected = draws * shares[i] / sum;
    if (shares[i] == 0) {
      statistic += counts[i] == 0 ? 0 : HUGE_VAL;
    } else {
      statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
  }
  return statistic;
}

// What the statistic stays below in 99.9 % of fair samples (Wilson and Hilferty's approximation).
inline double ChiSquareBound(size_t degrees) {
  const double n = static_cast<double>(degrees);
  const double root = 1 - 2 / (9 * n) + 3.0902 * std::sqrt(2 / (9 * n));
  return n * root * root * root;
}

// How far the number of runs of a two-valued sequence is from that of independent draws, in standard deviations
// (Wald and Wolfowitz 1940). Alternation gives a large positive value, clumps a large negative one.
inline double RunsDeviation(const std::vector<bool>& sequence) {
  double ones = 0, runs = 1;
  for (size_t i = 0; i < sequence.size(); ++i) {
    ones += sequence[i];
    runs += i > 0 && sequence[i] != sequence[i - 1];
  }
  const double n = static_cast<double>(sequence.size()), zeros = n - ones;
  const double mean = 2 * ones * zeros / n + 1;
  return (runs - mean) / std::sqrt((mean - 1) * (mean - 2) / (n - 1));
}

}  // namespace weft::engine::testing
