// SPDX-License-Identifier: Apache-2.0
#include "support/statistics.h"

#include <algorithm>
#include <cmath>

namespace weft::test {
namespace {

double BinomialProbability(int64_t k, int64_t n, double p) {
  const double ways = std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
  return std::exp(ways + k * std::log(p) + (n - k) * std::log1p(-p));
}

}  // namespace

double BinomialPValue(int64_t successes, int64_t draws, double p) {
  // Equally likely outcomes on both sides differ by rounding; the factor keeps them in.
  const double bound = BinomialProbability(successes, draws, p) * (1 + 1e-7);
  double total = 0;
  for (int64_t k = 0; k <= draws; ++k) {
    const double probability = BinomialProbability(k, draws, p);
    if (probability <= bound) total += probability;
  }
  return std::min(total, 1.0);
}

int64_t CountRuns(const std::vector<bool>& sequence) {
  int64_t runs = sequence.empty() ? 0 : 1;
  for (size_t i = 1; i < sequence.size(); ++i) runs += sequence[i] != sequence[i - 1];
  return runs;
}

double RunsPValue(const std::vector<bool>& sequence) {
  const double n = static_cast<double>(sequence.size());
  const double a = static_cast<double>(std::count(sequence.begin(), sequence.end(), true));
  const double b = n - a;
  if (n < 2) return 1;
  if (a == 0 || b == 0) return 0;
  const double mean = 2 * a * b / n + 1;
  const double variance = 2 * a * b * (2 * a * b - n) / (n * n * (n - 1));
  if (variance <= 0) return 1;
  const double z = (static_cast<double>(CountRuns(sequence)) - mean) / std::sqrt(variance);
  return std::erfc(std::fabs(z) / std::sqrt(2.0));
}

}  // namespace weft::test
