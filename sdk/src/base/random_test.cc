// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace weft {
namespace {

TEST(Random, TheSameSeedGivesTheSameNumbers) {
  Random one(7), two(7), other(8);
  for (int i = 0; i < 100; ++i) {
    const uint64_t number = one.Next();
    EXPECT_EQ(number, two.Next());
    EXPECT_NE(number, other.Next());
  }
}

TEST(Random, BelowStaysBelowAndReachesEverything) {
  Random random(1);
  std::vector<int> counts(7);
  for (int i = 0; i < 70'000; ++i) ++counts[random.Below(7)];
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);  // four standard deviations
  EXPECT_EQ(random.Below(1), 0u);
  EXPECT_EQ(random.Below(0), 0u);
  EXPECT_LT(random.Below64(1), 1u);
}

TEST(Random, PerMillionKeepsItsShare) {
  Random random(2);
  int hits = 0;
  for (int i = 0; i < 1'000'000; ++i) hits += random.PerMillion(1'000);
  EXPECT_NEAR(hits, 1'000, 127);
}

TEST(Random, CertaintyDrawsNothing) {
  Random random(3), untouched(3);
  EXPECT_FALSE(random.PerMillion(0));
  EXPECT_TRUE(random.PerMillion(1'000'000));
  EXPECT_EQ(random.Next(), untouched.Next());
}

TEST(Random, ThreadsDrawApart) {
  const uint64_t mine = ThreadRandom().Next();
  uint64_t theirs = mine;
  std::thread([&] { theirs = ThreadRandom().Next(); }).join();
  EXPECT_NE(mine, theirs);
  EXPECT_EQ(&ThreadRandom(), &ThreadRandom());
}

}  // namespace
}  // namespace weft
