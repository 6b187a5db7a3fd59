// SPDX-License-Identifier: Apache-2.0
#include "mesh/event_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <vector>

#include "weft/testing.h"

namespace weft::mesh {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EventLoopTest : public ::testing::Test {
 protected:
  EventLoopTest() { loop_.Start(); }

  // Waits until the loop has done all that was due or posted.
  void Settle() {
    loop_.Run([] {});
  }
  TimerId NoteAfter(seconds delay, int number) {
    return loop_.Schedule(env_.Now() + delay, [this, number] { ran_.push_back(number); });
  }

  weft::testing::FakeEnv env_;
  std::vector<int> ran_;  // used on the loop, or while it rests
  EventLoop loop_{env_};
};

TEST_F(EventLoopTest, RunsTimersInTheOrderOfTheirMomentsAndNotBefore) {
  NoteAfter(seconds(2), 2);
  NoteAfter(seconds(1), 1);
  NoteAfter(seconds(3), 3);
  env_.Advance(seconds(1) - std::chrono::nanoseconds(1));
  Settle();
  EXPECT_THAT(ran_, IsEmpty());
  env_.Advance(seconds(1));
  Settle();
  EXPECT_THAT(ran_, ElementsAre(1));
  env_.Advance(hours(1));
  Settle();
  EXPECT_THAT(ran_, ElementsAre(1, 2, 3));
}

TEST_F(EventLoopTest, ATimerWakesTheLoopByItself) {
  std::promise<void> ran;
  loop_.Schedule(env_.Now() + seconds(1), [&] { ran.set_value(); });
  env_.Advance(seconds(1));
  ran.get_future().wait();
}

TEST_F(EventLoopTest, ACancelledTimerDoesNotRunAlsoWhenAnotherOfItsMomentCancelsIt) {
  const TimerId gone = NoteAfter(seconds(1), 1);
  TimerId next = 0;
  loop_.Schedule(env_.Now() + seconds(1), [&] { loop_.Cancel(next); });
  next = NoteAfter(seconds(1), 2);
  NoteAfter(seconds(1), 3);
  loop_.Cancel(gone);
  env_.Advance(seconds(1));
  Settle();
  EXPECT_THAT(ran_, ElementsAre(3));
}

TEST_F(EventLoopTest, WhatATimerSchedulesForNowRunsInTheNextTurnSoThatTasksAreNotStarved) {
  std::function<void()> again = [&] {
    ran_.push_back(1);
    loop_.Schedule(env_.Now(), again);
  };
  loop_.Schedule(env_.Now(), again);
  Settle();
  loop_.Stop();
  EXPECT_THAT(ran_, ::testing::Contains(1));
}

TEST_F(EventLoopTest, StopRunsWhatWasPostedAndNoTimerOfLater) {
  NoteAfter(seconds(1), 1);
  loop_.Post([&] { ran_.push_back(2); });
  loop_.Stop();
  EXPECT_THAT(ran_, ElementsAre(2));
  EXPECT_FALSE(loop_.Post([] {}));
}

}  // namespace
}  // namespace weft::mesh
