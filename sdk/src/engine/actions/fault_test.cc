// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/fault.h"

#include <gtest/gtest.h>

namespace weft::engine {
namespace {

using std::chrono::seconds;

TEST(Fault, NothingIsInjectedUnlessConfigured) {
  Random random(1);
  EXPECT_EQ(Inject(model::Fault{}, random), FaultDecision{});
  const model::Fault never{seconds(1), {0}, 500, {}, {0}};
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(Inject(never, random), FaultDecision{});
}

TEST(Fault, AllMeansAll) {
  Random random(1);
  const model::Fault always{seconds(1), {1'000'000}, 503, {}, {1'000'000}};
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(Inject(always, random), (FaultDecision{seconds(1), 503, {}}));
}

TEST(Fault, DelayAndAbortAreDrawnIndependently) {
  Random random(7);
  const model::Fault fault{seconds(1), {300'000}, 500, {}, {500'000}};
  constexpr int kDraws = 100'000;
  int delays = 0, aborts = 0, both = 0;
  for (int i = 0; i < kDraws; ++i) {
    const FaultDecision decision = Inject(fault, random);
    const bool delay = decision.delay.count() > 0, abort = decision.abort_status != 0;
    delays += delay, aborts += abort, both += delay && abort;
  }
  EXPECT_NEAR(delays, 0.30 * kDraws, 600);  // four standard deviations
  EXPECT_NEAR(aborts, 0.50 * kDraws, 650);
  EXPECT_NEAR(both, 0.15 * kDraws, 500);
}

TEST(Fault, AGrpcAbortComesWithItsHttpEquivalent) {
  Random random(1);
  const model::Fault always{seconds(0), {0}, 0, 14, {1'000'000}};
  EXPECT_EQ(Inject(always, random), (FaultDecision{seconds(0), 503, 14}));
  const model::Fault half{seconds(0), {0}, 0, 0, {500'000}};
  int aborts = 0;
  for (int i = 0; i < 100'000; ++i) aborts += Inject(half, random).abort_grpc_status.has_value();
  EXPECT_NEAR(aborts, 50'000, 650);
}

}  // namespace
}  // namespace weft::engine
