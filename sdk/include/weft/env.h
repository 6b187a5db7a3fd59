// SPDX-License-Identifier: Apache-2.0
/// \file
/// The clocks and the chance that a mesh decides by. Nothing else in the SDK reads a clock or a generator, so that a test which
/// gives a mesh an Env of its own holds time and chance in its hands; weft/testing.h has one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>

#include "weft/request.h"

namespace weft {

/// A moment as calendars count it. For what people and other processes read, never for measuring.
using WallTime = std::chrono::system_clock::time_point;

/// Time and chance.
///
/// Thread-safety: every method may be called from any thread. Lifetime: shared; every mesh keeps its own alive.
/// Cost: Now, WallNow and Random are called for every call of a mesh. They must neither block nor allocate.
///
/// \par Example
/// \code
///   auto env = std::make_shared<weft::testing::FakeEnv>();
///   auto mesh = weft::Mesh::Start(bootstrap, {.env = env}).value();
///   env->Advance(std::chrono::seconds(15));  // what was due in these 15 seconds happens now
/// \endcode
class Env {
 public:
  virtual ~Env() = default;

  /// The monotonic clock: every deadline, timeout and pause is a moment of it.
  virtual TimePoint Now() const = 0;
  virtual WallTime WallNow() const = 0;

  /// 64 random bits, each value as likely as any other. Not for secrets.
  virtual uint64_t Random() = 0;

  /// Blocks until `changed` is notified or Now() reaches `until`; TimePoint::max() is never reached. May return for no reason,
  /// as a condition variable may: look at the condition again. `lock` holds the mutex of the condition, before and afterwards.
  virtual void Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, TimePoint until) = 0;

  /// Blocks until the condition holds or Now() reaches `until`; the last value of the condition.
  template <typename Condition>
  bool WaitUntil(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, TimePoint until, Condition condition) {
    while (!condition()) {
      if (Now() >= until) return false;
      Wait(lock, changed, until);
    }
    return true;
  }

  /// Blocks the calling thread until Now() reaches `until`.
  void SleepUntil(TimePoint until);

  /// The real clocks, and a generator for each thread that is seeded from the system's entropy. What a mesh uses by default.
  static const std::shared_ptr<Env>& System();
};

}  // namespace weft
