// SPDX-License-Identifier: Apache-2.0
#include "control/pacer.h"

#include <algorithm>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace weft::control {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using Time = Pacer::Time;

constexpr milliseconds kSecond{1000};

// Since some moment of this test's clock.
Time At(microseconds time) { return Time(std::chrono::hours(1) + time); }
Time AtMs(int time) { return At(milliseconds(time)); }

struct StormPush {
  Time at;
  microseconds waited_by_last;   // since the last change in it
  microseconds waited_by_first;  // since the first one
};

// Pushes as soon as the pacer says so.
std::vector<StormPush> Play(const std::vector<Time>& changes) {
  Pacer pacer;
  std::vector<StormPush> pushes;
  Time first{}, last{};
  bool pending = false;
  const auto push_until = [&](Time end) {
    while (pending && pacer.NextPush() <= end) {
      const Time now = std::max(pacer.NextPush(), last);
      pacer.OnPush(now);
      pushes.push_back(
          {now, std::chrono::duration_cast<microseconds>(now - last), std::chrono::duration_cast<microseconds>(now - first)});
      pending = false;
    }
  };
  for (const Time change : changes) {
    push_until(change);
    pacer.OnChange(change);
    if (!pending) first = change;
    pending = true;
    last = change;
    push_until(change);
  }
  push_until(Time::max());
  return pushes;
}

size_t MostInASecond(const std::vector<StormPush>& pushes) {
  size_t most = 0, first = 0;
  for (size_t i = 0; i < pushes.size(); ++i) {
    while (pushes[i].at - pushes[first].at > kSecond) ++first;
    most = std::max(most, i - first + 1);
  }
  return most;
}

TEST(Pacer, HasNothingToPushWithoutAChange) {
  Pacer pacer;
  EXPECT_EQ(pacer.NextPush(), Time::max());
  pacer.OnChange(AtMs(0));
  pacer.OnPush(AtMs(0));
  EXPECT_EQ(pacer.NextPush(), Time::max());
}

TEST(Pacer, TheFirstChangeAfterQuietGoesOutAtOnce) {
  const auto pushes = Play({AtMs(0), AtMs(100), AtMs(10'000)});
  ASSERT_EQ(pushes.size(), 3u);
  for (const StormPush& push : pushes) EXPECT_EQ(push.waited_by_last, microseconds(0));
}

TEST(Pacer, ChangesThatComeTogetherGoOutTogether) {
  const auto pushes = Play({AtMs(0), AtMs(1), AtMs(2), AtMs(3)});
  ASSERT_EQ(pushes.size(), 2u);
  EXPECT_EQ(pushes[1].at, AtMs(8)) << "as soon as no more come";
}

TEST(Pacer, APushNeedNotKeepTheGapWhileThereIsCredit) {
  const auto pushes = Play({AtMs(0), AtMs(10), AtMs(20), AtMs(30), AtMs(200), AtMs(210)});
  ASSERT_EQ(pushes.size(), 6u);
  EXPECT_EQ(pushes[1].at, AtMs(15));
  EXPECT_EQ(pushes[2].at, AtMs(25));
  EXPECT_EQ(pushes[3].at, AtMs(48)) << "the first one's gap is over";
  EXPECT_EQ(pushes[5].at, AtMs(215));
}

TEST(Pacer, TheEndOfAStormDoesNotWaitForTheGapThoughTheStormPausedBefore) {
  Pacer pacer;
  pacer.OnChange(AtMs(0));
  pacer.OnPush(AtMs(0));
  for (int pause : {300, 600, 900}) {
    pacer.OnChange(AtMs(pause - 5));
    pacer.OnPush(AtMs(pause));
    pacer.OnWork(AtMs(pause), AtMs(pause + 80));
  }
  pacer.OnChange(AtMs(920));
  EXPECT_EQ(pacer.NextPush(), AtMs(925));
}

TEST(Pacer, AfterAPushThatIsMuchWorkAStormWaitsLonger) {
  Pacer pacer;
  pacer.OnChange(AtMs(0));
  pacer.OnPush(AtMs(0));
  pacer.OnWork(AtMs(0), AtMs(20));
  pacer.OnWork(AtMs(21), AtMs(30));
  pacer.OnWork(AtMs(60), AtMs(70));  // not of the push
  pacer.OnChange(AtMs(88));
  EXPECT_EQ(pacer.NextPush(), AtMs(90));
  pacer.OnPush(AtMs(90));
  pacer.OnWork(AtMs(90), AtMs(190));
  for (int i = 190; i < 400; ++i) pacer.OnChange(AtMs(i));
  EXPECT_EQ(pacer.NextPush(), AtMs(90 + 250));
}

TEST(Pacer, WhatComesAfterQuietDoesNotWaitForWorkThatIsOver) {
  Pacer pacer;
  pacer.OnChange(AtMs(0));
  pacer.OnPush(AtMs(0));
  pacer.OnChange(AtMs(10));
  pacer.OnPush(AtMs(15));
  pacer.OnWork(AtMs(15), AtMs(75));
  pacer.OnChange(AtMs(80));
  EXPECT_EQ(pacer.NextPush(), AtMs(80 + 5));
}

TEST(Pacer, InASteadyStormPushesKeepTheGapAndTheLastFollowsItsEnd) {
  std::vector<Time> changes;
  for (int i = 0; i < 1000; ++i) changes.push_back(AtMs(i));
  const auto pushes = Play(changes);
  EXPECT_LE(pushes.size(), 25u);
  EXPECT_EQ(pushes.back().at, AtMs(999 + 5));
}

TEST(Pacer, InAnyStormNoSecondHasMoreThan25PushesAndNothingWaitsFor50Milliseconds) {
  std::mt19937 random(7);
  for (int storm = 0; storm < 300; ++storm) {
    const uint32_t longest_gap = 1 + random() % 120'000;
    const uint32_t burst = 1 + random() % 20;
    std::vector<Time> changes;
    microseconds now{0};
    for (int i = 0; i < 2000; ++i) {
      if (i % burst == 0) now += microseconds(random() % longest_gap);
      now += microseconds(random() % 300);
      changes.push_back(At(now));
    }
    const auto pushes = Play(changes);
    EXPECT_LE(MostInASecond(pushes), 25u) << "gaps up to " << longest_gap << " us, bursts of " << burst;
    for (const StormPush& push : pushes) {
      EXPECT_LT(push.waited_by_first, milliseconds(50));
      EXPECT_LE(push.waited_by_last, push.waited_by_first);
    }
    EXPECT_GE(pushes.back().at, changes.back());
  }
}

}  // namespace
}  // namespace weft::control
