// SPDX-License-Identifier: Apache-2.0
// Timers on a FakeEnv for tests without a thread: they run on the test's, inside Advance.
#pragma once

#include <memory>

#include "base/timers/timer_queue.h"
#include "weft/testing.h"

namespace weft::testing {

class FakeTimers : public Timers {
 public:
  explicit FakeTimers(FakeEnv& env) : env_(env) {}

  TimerId Schedule(TimePoint when, std::function<void()> run) override { return queue_.Schedule(when, std::move(run)); }
  void Cancel(TimerId id) override { queue_.Cancel(id); }

  // How long until the first is due, which must exist.
  std::chrono::nanoseconds UntilNext() const { return queue_.next() - env_.Now(); }
  bool empty() const { return queue_.next() == TimePoint::max(); }

  // Moves the clock and runs what is due on the way, each timer at its own moment.
  void Advance(std::chrono::nanoseconds by) {
    const TimePoint end = env_.Now() + by;
    while (queue_.next() <= end) RunNext();
    env_.AdvanceTo(end);
  }
  // Goes on to the moment of the next timer, which must exist, and runs all of that moment.
  void RunNext() {
    env_.AdvanceTo(queue_.next());
    for (const TimerId id : queue_.Due(env_.Now())) {
      if (auto run = queue_.Take(id)) run();
    }
  }

 private:
  FakeEnv& env_;
  TimerQueue queue_;
};

}  // namespace weft::testing
