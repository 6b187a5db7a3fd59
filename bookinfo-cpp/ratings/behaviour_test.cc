// SPDX-License-Identifier: Apache-2.0
#include "ratings/behaviour.h"

#include <gtest/gtest.h>

namespace bookinfo {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using Verdict = Behaviour::Verdict;

struct Stage {
  std::chrono::steady_clock::time_point now{};
  bool coin = true;
  Fate fate() {
    return {.now = [this] { return now; }, .coin = [this] { return coin; }};
  }
};

TEST(Behaviour, AnOrdinaryVersionServesWhateverTheDraw) {
  Stage stage;
  const Behaviour steady("v1", stage.fate());
  EXPECT_EQ(steady.Decide(), Verdict::kServe);
  stage.now += minutes(1000);
  EXPECT_EQ(steady.Decide(), Verdict::kServe);
  EXPECT_TRUE(steady.Healthy());
}

TEST(Behaviour, FaultyFailsWhenTheCoinFalls) {
  Stage stage;
  const Behaviour faulty("v-faulty", stage.fate());
  EXPECT_EQ(faulty.Decide(), Verdict::kFail);
  stage.coin = false;
  EXPECT_EQ(faulty.Decide(), Verdict::kServe);
}

TEST(Behaviour, DelayedServesLateWhenTheCoinFalls) {
  Stage stage;
  const Behaviour delayed("v-delayed", stage.fate());
  EXPECT_EQ(delayed.Decide(), Verdict::kServeLate);
  stage.coin = false;
  EXPECT_EQ(delayed.Decide(), Verdict::kServe);
}

TEST(Behaviour, UnavailableIsAwayEveryOtherMinuteAndStaysHealthy) {
  Stage stage;
  const Behaviour unavailable("v-unavailable", stage.fate());
  EXPECT_EQ(unavailable.Decide(), Verdict::kServe);
  stage.now += seconds(60);
  EXPECT_EQ(unavailable.Decide(), Verdict::kFail);
  EXPECT_TRUE(unavailable.Healthy());
  stage.now += seconds(60);
  EXPECT_EQ(unavailable.Decide(), Verdict::kServe);
}

TEST(Behaviour, UnhealthyReportsItEveryOtherQuarterOfAnHour) {
  Stage stage;
  const Behaviour unhealthy("v-unhealthy", stage.fate());
  stage.now += minutes(14);
  EXPECT_TRUE(unhealthy.Healthy());
  stage.now += minutes(1);
  EXPECT_FALSE(unhealthy.Healthy());
  EXPECT_EQ(unhealthy.Decide(), Verdict::kFail);
  stage.now += minutes(15);
  EXPECT_TRUE(unhealthy.Healthy());
}

TEST(Behaviour, TheRealCoinFallsOnBothSides) {
  const Fate fate = Fate::Real();
  int heads = 0;
  for (int i = 0; i < 1000; ++i) heads += fate.coin() ? 1 : 0;
  EXPECT_GT(heads, 400);
  EXPECT_LT(heads, 600);
}

}  // namespace
}  // namespace bookinfo
