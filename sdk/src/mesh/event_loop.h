// SPDX-License-Identifier: Apache-2.0
// The mesh's one thread: runs what is posted to it, in order, and timers.
#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "base/timers/timer_queue.h"
#include "base/timers/timers.h"
#include "weft/env.h"

namespace weft::mesh {

// Post, Schedule and Cancel are thread-safe; the rest belongs to the owner. Tasks and timers may post, schedule and cancel. In
// each turn the timers that are due run first, then what was posted before the turn.
class EventLoop : public Timers {
 public:
  // `env` outlives the loop.
  explicit EventLoop(Env& env) : env_(env) {}
  ~EventLoop() override { Stop(); }

  void Start();
  // False, and nothing runs, once the loop was stopped.
  bool Post(std::function<void()> task);
  // Runs a task on the loop and waits for it; false when the loop is stopped. Not from the loop itself.
  bool Run(const std::function<void()>& task);
  // Runs what was posted before, then joins. Timers that are not due by then never run. Idempotent.
  void Stop();

  TimerId Schedule(TimePoint when, std::function<void()> run) override;
  void Cancel(TimerId id) override;

 private:
  // The tasks and timers of one turn.
  struct Turn {
    std::vector<TimerId> due;
    std::deque<std::function<void()>> tasks;
  };

  void Loop();
  // Waits until there is something to do; false when the loop is stopped and all is done.
  bool NextTurn(Turn& turn);
  void RunTimer(TimerId id);

  Env& env_;
  Mutex mutex_;
  CondVar wake_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  TimerQueue timers_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace weft::mesh
