// SPDX-License-Identifier: Apache-2.0
// Functions that run later. Whoever has a thread that waits, such as the loop of a mesh, offers this to those who work on it.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "weft/request.h"

namespace weft {

using TimerId = uint64_t;  // 0: none

class Timers {
 public:
  virtual ~Timers() = default;

  // `run` runs once when `when` has come, on the thread of the timers, in the order of the moments; equal moments in the order
  // of the calls.
  virtual TimerId Schedule(TimePoint when, std::function<void()> run) = 0;
  // On the thread of the timers it does not run from here on; on another it may be running. Nothing happens when it has run.
  virtual void Cancel(TimerId id) = 0;
};

// One timer that goes with its owner. Used on the thread of `timers`, which outlives it.
class Timer {
 public:
  Timer() = default;
  Timer(Timers& timers, TimePoint when, std::function<void()> run)
      : timers_(&timers), id_(timers.Schedule(when, std::move(run))) {}
  Timer(Timer&& other) noexcept : timers_(other.timers_), id_(std::exchange(other.id_, 0)) {}
  Timer& operator=(Timer&& other) noexcept {
    if (this == &other) return *this;
    Cancel();
    timers_ = other.timers_;
    id_ = std::exchange(other.id_, 0);
    return *this;
  }
  ~Timer() { Cancel(); }

  void Cancel() {
    if (const TimerId id = std::exchange(id_, 0); id != 0) timers_->Cancel(id);
  }
  // It was set and not cancelled; also after it has run.
  bool is_set() const { return id_ != 0; }

 private:
  Timers* timers_ = nullptr;
  TimerId id_ = 0;
};

}  // namespace weft
