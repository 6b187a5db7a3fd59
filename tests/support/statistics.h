// SPDX-License-Identifier: Apache-2.0
// The two tests of a random split: is the share right, and is the order free of a pattern.
//
// Share: the number of successes k in n independent draws with probability p is binomial. The two-sided p-value is the total
// probability of all outcomes that are no likelier than k, computed exactly.
//
// Order (Wald and Wolfowitz): given how many of each kind there are (a and b, n = a + b), the number of runs of equal
// neighbours has, for a random order, mean 2ab/n + 1 and variance 2ab(2ab - n) / (n^2 (n - 1)), and is close to normal for
// large n. Strict alternation has about n runs and blocks have few: both lie far out.
#pragma once

#include <cstdint>
#include <vector>

namespace weft::test {

// The claims of the tests are made at this level: an honest split is refused once in a thousand times.
inline constexpr double kSignificance = 0.001;

// Two-sided exact binomial p-value. 0 < p < 1, successes <= draws.
double BinomialPValue(int64_t successes, int64_t draws, double p);

int64_t CountRuns(const std::vector<bool>& sequence);

// Two-sided p-value of the runs test; 0 when only one kind occurs in a sequence of two or more.
double RunsPValue(const std::vector<bool>& sequence);

}  // namespace weft::test
