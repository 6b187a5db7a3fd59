// SPDX-License-Identifier: Apache-2.0
/// \file
/// For the tests of programs that use Weft: time that stands still until a test moves it, and chance that repeats itself.
/// Header-only; include it in tests alone.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <vector>

#include "weft/env.h"

namespace weft::testing {

/// An Env whose clocks a test moves by hand and whose random numbers are the same in every run.
///
/// The clocks begin at the same moment in every run, which is not the present one: deadlines of calls are to be reckoned from
/// `env->Now()`. Where a mesh waits for a moment (a pause before it tries to reconnect, a name that nobody answers for, the
/// delay before a retry), it waits until the test gets there.
///
/// Thread-safety: every method may be called from any thread, but for Advance and AdvanceTo while the caller holds a mutex that
/// a waiting thread needs. Sockets have clocks of their own: a transport that waits for bytes waits in real time.
///
/// \par Example
/// \code
///   auto env = std::make_shared<weft::testing::FakeEnv>();
///   auto mesh = weft::Mesh::Start(bootstrap, {.env = env}).value();
///   weft::Call call = mesh->StartCall({.authority = "reviews:9080", .deadline = env->Now() + std::chrono::seconds(1)});
///   ...
///   if (auto* wait = std::get_if<weft::Wait>(&step)) env->AdvanceTo(wait->until);  // in place of call.Sleep(*wait)
/// \endcode
class FakeEnv final : public Env {
 public:
  /// 2030-01-01 00:00:00 UTC.
  static constexpr WallTime kWallStart{std::chrono::seconds(1'893'456'000)};
  static constexpr TimePoint kStart{std::chrono::hours(1000)};

  /// Equal seeds give equal numbers to callers that draw in the same order.
  explicit FakeEnv(uint64_t seed = 1) : state_(seed) {}

  TimePoint Now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }
  WallTime WallNow() const override { return kWallStart + std::chrono::duration_cast<WallTime::duration>(Now() - kStart); }

  /// The numbers of the seed (SplitMix64), or the one number that FixRandom has set.
  uint64_t Random() override {
    std::lock_guard lock(mutex_);
    if (fixed_) return fixed_number_;
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /// From now on every draw is this number: calls that start from it take the same route, split and endpoint.
  void FixRandom(uint64_t number) {
    std::lock_guard lock(mutex_);
    fixed_ = true;
    fixed_number_ = number;
  }

  /// Moves the clocks and wakes every thread whose moment has come. Does not wait for what they do then: `mesh->Dump()` returns
  /// after the mesh's thread has done what was due.
  void Advance(std::chrono::nanoseconds by) { AdvanceTo(Now() + by); }
  /// The same; a moment that has passed already changes nothing.
  void AdvanceTo(TimePoint moment);

  /// The earliest moment that a thread waits for, TimePoint::max() when there is none.
  TimePoint NextWait() const {
    std::lock_guard lock(mutex_);
    TimePoint next = TimePoint::max();
    for (const Waiter* waiter : waiters_) next = std::min(next, waiter->until);
    return next;
  }

  void Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, TimePoint until) override;

 private:
  struct Waiter {
    std::mutex* mutex;
    std::condition_variable* changed;
    TimePoint until;
    int notifiers = 0;  // that use the two pointers right now
  };

  mutable std::mutex mutex_;
  std::condition_variable notified_;
  std::vector<Waiter*> waiters_;  // under mutex_, as is all below
  TimePoint now_ = kStart;
  uint64_t state_;
  bool fixed_ = false;
  uint64_t fixed_number_ = 0;
};

inline void FakeEnv::AdvanceTo(TimePoint moment) {
  std::vector<Waiter*> due;
  {
    std::lock_guard lock(mutex_);
    now_ = std::max(now_, moment);
    for (Waiter* waiter : waiters_) {
      if (waiter->until > now_) continue;
      ++waiter->notifiers;
      due.push_back(waiter);
    }
  }
  for (Waiter* waiter : due) {
    std::lock_guard lock(*waiter->mutex);  // or the thread might be between its look at the clock and its sleep
    waiter->changed->notify_all();
  }
  std::lock_guard lock(mutex_);
  for (Waiter* waiter : due) --waiter->notifiers;
  notified_.notify_all();
}

inline void FakeEnv::Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, TimePoint until) {
  Waiter self{lock.mutex(), &changed, until};
  {
    std::lock_guard own(mutex_);
    if (now_ >= until) return;
    waiters_.push_back(&self);
  }
  changed.wait(lock);
  lock.unlock();  // AdvanceTo may be about to take it
  {
    std::unique_lock own(mutex_);
    notified_.wait(own, [&self] { return self.notifiers == 0; });
    std::erase(waiters_, &self);
  }
  lock.lock();
}

}  // namespace weft::testing
