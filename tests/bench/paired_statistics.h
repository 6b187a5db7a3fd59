// SPDX-License-Identifier: Apache-2.0
// Two things measured in turns: how much slower is the second, and how sure is that?
#pragma once

#include <algorithm>
#include <vector>

#include "base/random.h"

namespace weft::bench {

inline double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct Interval {
  double estimate, low, high;
};

// The median and its 95 % confidence interval by the percentile bootstrap (Efron 1979).
inline Interval MedianWithInterval(const std::vector<double>& values) {
  constexpr int kResamples = 4000;
  Random random(5);
  std::vector<double> medians;
  for (int i = 0; i < kResamples; ++i) {
    std::vector<double> resample;
    for (size_t n = 0; n < values.size(); ++n) resample.push_back(values[random.Below(static_cast<uint32_t>(values.size()))]);
    medians.push_back(Median(std::move(resample)));
  }
  std::sort(medians.begin(), medians.end());
  return {Median(values), medians[kResamples / 40], medians[kResamples - kResamples / 40]};
}

}  // namespace weft::bench
