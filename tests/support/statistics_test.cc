// SPDX-License-Identifier: Apache-2.0
#include "support/statistics.h"

#include <random>

#include "gmock/gmock.h"

namespace weft::test {
namespace {

using ::testing::DoubleNear;

std::vector<bool> Draw(uint64_t seed, int count, double p) {
  std::mt19937_64 random(seed);
  std::bernoulli_distribution coin(p);
  std::vector<bool> result;
  for (int i = 0; i < count; ++i) result.push_back(coin(random));
  return result;
}

TEST(BinomialPValue, AgreesWithSmallCasesByHand) {
  EXPECT_THAT(BinomialPValue(0, 3, 0.5), DoubleNear(2.0 / 8, 1e-9));
  EXPECT_THAT(BinomialPValue(1, 3, 0.5), DoubleNear(1.0, 1e-9));
  EXPECT_THAT(BinomialPValue(2, 2, 0.1), DoubleNear(0.01, 1e-9));
}

TEST(BinomialPValue, AcceptsAHalfAndRefusesWhatIsFarFromIt) {
  EXPECT_GT(BinomialPValue(520, 1000, 0.5), kSignificance);
  EXPECT_LT(BinomialPValue(553, 1000, 0.5), kSignificance);
  EXPECT_LT(BinomialPValue(447, 1000, 0.5), kSignificance);
  EXPECT_LT(BinomialPValue(200, 1000, 0.1), kSignificance);
}

TEST(BinomialPValue, RefusesFairCoinsAboutAsOftenAsItsValue) {
  int refused = 0;
  for (uint64_t seed = 0; seed < 400; ++seed) {
    const std::vector<bool> draws = Draw(seed, 200, 0.5);
    refused += BinomialPValue(std::count(draws.begin(), draws.end(), true), 200, 0.5) < 0.05;
  }
  EXPECT_GT(refused, 4);  // expected about 17
  EXPECT_LT(refused, 40);
}

TEST(RunsPValue, CountsRuns) {
  EXPECT_EQ(CountRuns({}), 0);
  EXPECT_EQ(CountRuns({true, true, false, true}), 3);
}

TEST(RunsPValue, RefusesAlternationAndBlocks) {
  std::vector<bool> alternating, blocks, pairs;
  for (int i = 0; i < 1000; ++i) {
    alternating.push_back(i % 2 == 0);
    pairs.push_back(i / 4 % 2 == 0);
    blocks.push_back(i < 500);
  }
  EXPECT_LT(RunsPValue(alternating), kSignificance);
  EXPECT_LT(RunsPValue(pairs), kSignificance);
  EXPECT_LT(RunsPValue(blocks), kSignificance);
  EXPECT_LT(RunsPValue(std::vector<bool>(1000, true)), kSignificance);
}

TEST(RunsPValue, AcceptsRandomOrderAlsoOfUnevenShares) {
  EXPECT_GT(RunsPValue(Draw(1, 1000, 0.5)), kSignificance);
  EXPECT_GT(RunsPValue(Draw(2, 1000, 0.1)), kSignificance);
  int refused = 0;
  for (uint64_t seed = 0; seed < 400; ++seed) refused += RunsPValue(Draw(seed, 300, 0.5)) < 0.05;
  EXPECT_GT(refused, 4);  // expected about 20
  EXPECT_LT(refused, 45);
}

}  // namespace
}  // namespace weft::test
