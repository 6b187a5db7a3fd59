// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/round_robin_schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::engine {
namespace {

using ::testing::ElementsAre;

TEST(RoundRobinSchedule, EqualWeightsTakeTurns) {
  EXPECT_THAT(RoundRobinSchedule({5, 5, 5}, 4096), ElementsAre(0, 1, 2));
  EXPECT_THAT(RoundRobinSchedule({0, 0}, 4096), ElementsAre(0, 1)) << "all zero: all alike";
}

TEST(RoundRobinSchedule, TheHeavyAreSpreadNotBunched) {
  EXPECT_THAT(RoundRobinSchedule({30, 10}, 4096), ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(RoundRobinSchedule({1, 1, 2}, 4096), ElementsAre(2, 0, 1, 2));
}

TEST(RoundRobinSchedule, ZeroWeightsAreLeftOut) { EXPECT_THAT(RoundRobinSchedule({0, 1, 0}, 4096), ElementsAre(1)); }

TEST(RoundRobinSchedule, NobodyIsEverFarFromItsShare) {
  const std::vector<uint32_t> weights = {7, 3, 11, 1, 5};
  const auto schedule = RoundRobinSchedule(weights, 4096);
  ASSERT_EQ(schedule.size(), 27u);
  std::vector<double> taken(weights.size());
  for (size_t turn = 1; turn <= schedule.size(); ++turn) {
    ++taken[schedule[turn - 1]];
    for (size_t i = 0; i < weights.size(); ++i) EXPECT_NEAR(taken[i], turn * weights[i] / 27.0, 1.0) << "turn " << turn;
  }
}

TEST(RoundRobinSchedule, WeightsBeyondTheTableAreRoundedAndNobodyIsLost) {
  const auto schedule = RoundRobinSchedule({1'000'003, 1, 2'000'003}, 300);
  EXPECT_LE(schedule.size(), 303u);
  std::vector<int> counts(3);
  for (const uint32_t index : schedule) ++counts[index];
  EXPECT_NEAR(counts[0], 100, 1);
  EXPECT_EQ(counts[1], 1);
  EXPECT_NEAR(counts[2], 200, 1);
}

}  // namespace
}  // namespace weft::engine
