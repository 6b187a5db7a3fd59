// SPDX-License-Identifier: Apache-2.0
#include "base/timers/timer_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/testing/fake_timers.h"

namespace weft {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr TimePoint At(int second) { return TimePoint() + seconds(second); }

TEST(TimerQueue, IsDueInTheOrderOfMomentsAndThenOfAge) {
  TimerQueue queue;
  EXPECT_EQ(queue.next(), TimePoint::max());
  const TimerId third = queue.Schedule(At(3), [] {});
  const TimerId first = queue.Schedule(At(1), [] {});
  const TimerId second = queue.Schedule(At(1), [] {});
  EXPECT_EQ(queue.next(), At(1));
  EXPECT_THAT(queue.Due(At(0)), IsEmpty());
  EXPECT_THAT(queue.Due(At(1)), ElementsAre(first, second));
  EXPECT_THAT(queue.Due(At(9)), ElementsAre(first, second, third));
}

TEST(TimerQueue, WhatWasCancelledIsNotTakenAndCannotBeCancelledAgain) {
  TimerQueue queue;
  const TimerId timer = queue.Schedule(At(1), [] {});
  EXPECT_TRUE(queue.Cancel(timer));
  EXPECT_FALSE(queue.Cancel(timer));
  EXPECT_EQ(queue.Take(timer), nullptr);
  EXPECT_EQ(queue.next(), TimePoint::max());
}

TEST(TimerQueue, KeepsWhatAnOrderedListWouldKeep) {
  TimerQueue queue;
  std::vector<std::pair<TimePoint, TimerId>> oracle;
  Random random(1);
  for (int i = 0; i < 2000; ++i) {
    if (random.Below(3) != 0 || oracle.empty()) {
      const TimePoint when = At(static_cast<int>(random.Below(50)));
      oracle.emplace_back(when, queue.Schedule(when, [] {}));
    } else {
      const auto gone = oracle.begin() + random.Below(static_cast<uint32_t>(oracle.size()));
      EXPECT_TRUE(queue.Cancel(gone->second));
      oracle.erase(gone);
    }
  }
  std::sort(oracle.begin(), oracle.end());
  std::vector<TimerId> expected;
  for (const auto& [when, id] : oracle) expected.push_back(id);
  EXPECT_EQ(queue.Due(At(50)), expected);
}

TEST(Timer, GoesWithItsOwnerAndIsReplacedByAssignment) {
  testing::FakeEnv env;
  testing::FakeTimers timers(env);
  int runs = 0;
  {
    Timer timer(timers, env.Now() + seconds(1), [&runs] { ++runs; });
    EXPECT_TRUE(timer.is_set());
  }
  Timer kept(timers, env.Now() + seconds(1), [&runs] { runs += 10; });
  kept = Timer(timers, env.Now() + seconds(2), [&runs] { runs += 100; });
  timers.Advance(seconds(1));
  EXPECT_EQ(runs, 0);
  timers.Advance(seconds(1));
  EXPECT_EQ(runs, 100);
  kept.Cancel();
  EXPECT_FALSE(kept.is_set());
}

TEST(FakeTimers, RunEachTimerAtItsMomentAlsoThoseThatARunningOneAdds) {
  testing::FakeEnv env;
  testing::FakeTimers timers(env);
  std::vector<TimePoint> moments;
  const TimePoint start = env.Now();
  timers.Schedule(start + seconds(1), [&] {
    moments.push_back(env.Now());
    timers.Schedule(env.Now() + seconds(1), [&] { moments.push_back(env.Now()); });
  });
  timers.Advance(seconds(3));
  EXPECT_THAT(moments, ElementsAre(start + seconds(1), start + seconds(2)));
  EXPECT_EQ(env.Now(), start + seconds(3));
}

}  // namespace
}  // namespace weft
