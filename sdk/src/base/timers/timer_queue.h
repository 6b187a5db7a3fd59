// SPDX-License-Identifier: Apache-2.0
// Timers in the order in which they are due, without a clock or a thread: O(log n) to schedule and to cancel.
#pragma once

#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/timers/timers.h"

namespace weft {

// Not thread-safe.
class TimerQueue {
 public:
  TimerId Schedule(TimePoint when, std::function<void()> run);
  // False when it has been taken or cancelled.
  bool Cancel(TimerId id);

  // When the first is due; TimePoint::max() when there is none.
  TimePoint next() const { return queue_.empty() ? TimePoint::max() : queue_.begin()->first.first; }
  // Those whose moment has come, in order. They stay: one may cancel the next while it runs.
  std::vector<TimerId> Due(TimePoint now) const;
  // The function, to be run; empty when the timer was cancelled.
  std::function<void()> Take(TimerId id);

 private:
  // Ordered by moment, then by age.
  std::map<std::pair<TimePoint, TimerId>, std::function<void()>> queue_;
  absl::flat_hash_map<TimerId, TimePoint> when_;
  TimerId last_ = 0;
};

}  // namespace weft
