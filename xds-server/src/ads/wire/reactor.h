// SPDX-License-Identifier: Apache-2.0
// Where the hub's thread waits, and does what came in the meantime.
#pragma once

#include <chrono>
#include <optional>

#include "base/mutex.h"

namespace weft::ads {

class Hub;

class Reactor {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~Reactor() = default;

  // Handles up to `most` things that have happened, with `hub`. If there are none, waits for one: until that time, or until
  // Wake. Returns the time at which it began to handle something, if it did.
  virtual std::optional<Time> Wait(Time until, int most, Hub& hub) = 0;
  // Ends the wait that is under way, or the next one. Thread-safe.
  virtual void Wake() = 0;
};

// Nothing ever happens; it only waits.
class Sleeper : public Reactor {
 public:
  std::optional<Time> Wait(Time until, int, Hub&) override {
    MutexLock lock(mutex_);
    wake_.WaitUntil(mutex_, until, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return woken_; });
    woken_ = false;
    return std::nullopt;
  }
  void Wake() override {
    MutexLock lock(mutex_);
    woken_ = true;
    wake_.NotifyOne();
  }

 private:
  Mutex mutex_;
  CondVar wake_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace weft::ads
