// SPDX-License-Identifier: Apache-2.0
#include "weft/env.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "weft/testing.h"

namespace weft {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using testing::FakeEnv;

void AwaitWaiterFor(const FakeEnv& env, TimePoint until) {
  while (env.NextWait() != until) std::this_thread::yield();
}

TEST(FakeEnv, BothClocksMoveTogetherAndOnlyByHand) {
  FakeEnv env;
  const TimePoint now = env.Now();
  const WallTime wall = env.WallNow();
  EXPECT_EQ(env.Now(), now);
  env.Advance(milliseconds(1500));
  EXPECT_EQ(env.Now(), now + milliseconds(1500));
  EXPECT_EQ(env.WallNow(), wall + milliseconds(1500));
  env.AdvanceTo(now);
  EXPECT_EQ(env.Now(), now + milliseconds(1500)) << "time never goes back";
}

TEST(FakeEnv, EqualSeedsGiveEqualNumbersAndAFixedOneStays) {
  FakeEnv one(7), two(7), other(8);
  EXPECT_EQ(one.Random(), two.Random());
  EXPECT_NE(one.Random(), other.Random());
  one.FixRandom(42);
  EXPECT_EQ(one.Random(), 42u);
  EXPECT_EQ(one.Random(), 42u);
}

TEST(FakeEnv, ASleeperWakesWhenItsMomentHasCome) {
  FakeEnv env;
  const TimePoint until = env.Now() + hours(1);
  std::atomic<bool> awake = false;
  std::thread sleeper([&] {
    env.SleepUntil(until);
    awake = true;
  });
  AwaitWaiterFor(env, until);
  env.Advance(hours(1) - milliseconds(1));
  EXPECT_EQ(env.NextWait(), until);
  EXPECT_FALSE(awake);
  env.AdvanceTo(until);
  sleeper.join();
  EXPECT_EQ(env.NextWait(), TimePoint::max());
}

TEST(FakeEnv, NoMomentIsMissedHoweverThreadsMeet) {
  FakeEnv env;
  std::vector<std::thread> sleepers;
  for (int i = 1; i <= 8; ++i) {
    sleepers.emplace_back([&env, i] {
      for (int round = 1; round <= 200; ++round) env.SleepUntil(FakeEnv::kStart + milliseconds(round * i));
    });
  }
  for (int tick = 0; tick < 200 * 8; ++tick) env.Advance(milliseconds(1));
  for (std::thread& sleeper : sleepers) sleeper.join();
}

TEST(Env, WaitsForAConditionOrForTheMoment) {
  FakeEnv env;
  std::mutex mutex;
  std::condition_variable changed;
  bool set = false;
  std::thread setter([&] {
    AwaitWaiterFor(env, env.Now() + hours(1));
    std::lock_guard lock(mutex);
    set = true;
    changed.notify_all();
  });
  std::unique_lock lock(mutex);
  EXPECT_TRUE(env.WaitUntil(lock, changed, env.Now() + hours(1), [&] { return set; }));
  EXPECT_FALSE(env.WaitUntil(lock, changed, env.Now(), [] { return false; }));
  lock.unlock();
  setter.join();
}

TEST(SystemEnv, HasTheRealClocksAndADifferentNumberEachTime) {
  Env& env = *Env::System();
  const TimePoint before = Clock::now();
  const TimePoint now = env.Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, Clock::now());
  EXPECT_LT(std::chrono::abs(env.WallNow() - std::chrono::system_clock::now()), hours(1));
  std::set<uint64_t> numbers;
  for (int i = 0; i < 100; ++i) numbers.insert(env.Random());
  EXPECT_EQ(numbers.size(), 100u);
  env.SleepUntil(now + milliseconds(2));
  EXPECT_GE(env.Now(), now + milliseconds(2));
}

}  // namespace
}  // namespace weft
