// SPDX-License-Identifier: Apache-2.0
#include "engine/retry/retry_budget.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>
#include <vector>

#include "base/random.h"

namespace weft::engine {
namespace {

TEST(RetryBudget, AllowsFewerThanFiftyFailuresInARow) {
  RetryBudget budget;
  int allowed = 0;
  for (int i = 0; i < 1000; ++i) allowed += budget.Failed();
  EXPECT_EQ(allowed, 49);
  EXPECT_FALSE(budget.allows_retries());
  EXPECT_EQ(budget.tokens(), 0);
}

TEST(RetryBudget, NeverHoldsMoreThanItsCapacity) {
  RetryBudget budget;
  for (int i = 0; i < 10; ++i) budget.Succeeded();
  EXPECT_EQ(budget.tokens(), RetryBudget::kCapacity);
  budget.Failed();
  budget.Succeeded();
  EXPECT_EQ(budget.tokens(), RetryBudget::kCapacity);
}

// Attempts fail at random; every retry that is allowed is made, up to two for a call. Returns the share of calls that failed
// although the budget alone stood against another retry.
double ShareHeldBack(double failing, int calls) {
  RetryBudget budget;
  Random random(11);
  int held_back = 0;
  for (int call = 0; call < calls; ++call) {
    for (int attempt = 0; attempt < 3; ++attempt) {
      if (!random.PerMillion(static_cast<uint32_t>(failing * 1'000'000))) {
        budget.Succeeded();
        break;
      }
      if (budget.Failed()) continue;
      held_back += attempt < 2;
      break;
    }
  }
  return static_cast<double>(held_back) / calls;
}

TEST(RetryBudget, OneOfTwoEndpointsDeadIsNoStorm) { EXPECT_EQ(ShareHeldBack(0.5, 100'000), 0); }

TEST(RetryBudget, WhenNothingSucceedsRetriesStop) { EXPECT_GT(ShareHeldBack(1.0, 100'000), 0.999); }

TEST(RetryBudget, WhenHardlyAnythingSucceedsFewRetriesAreMade) { EXPECT_GT(ShareHeldBack(0.9, 100'000), 0.5); }

TEST(RetryBudget, AnEndpointThatComesBackIsFoundByFirstAttempts) {
  RetryBudget budget;
  for (int i = 0; i < 1000; ++i) budget.Failed();
  int successes = 0;
  for (; !budget.allows_retries(); ++successes) budget.Succeeded();
  EXPECT_EQ(successes, 26);
}

TEST(RetryBudget, ThreadsLoseNoTokensAndStayWithinItsBounds) {
  RetryBudget budget;
  const auto work = [&budget] {
    for (int i = 0; i < 20'000; ++i) {
      budget.Failed();
      budget.Failed();
      budget.Succeeded();
      const int32_t tokens = budget.tokens();
      if (tokens < 0 || tokens > RetryBudget::kCapacity) std::abort();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  // Two tokens are missing at most for each thread between its failures and its success, and none when all are done.
  EXPECT_EQ(budget.tokens(), RetryBudget::kCapacity);
}

}  // namespace
}  // namespace weft::engine
