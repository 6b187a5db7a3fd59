// SPDX-License-Identifier: Apache-2.0
#include "base/timers/timer_queue.h"

namespace weft {

TimerId TimerQueue::Schedule(TimePoint when, std::function<void()> run) {
  const TimerId id = ++last_;
  queue_.emplace(std::pair(when, id), std::move(run));
  when_.emplace(id, when);
  return id;
}

bool TimerQueue::Cancel(TimerId id) { return Take(id) != nullptr; }

std::vector<TimerId> TimerQueue::Due(TimePoint now) const {
  std::vector<TimerId> due;
  for (auto it = queue_.begin(); it != queue_.end() && it->first.first <= now; ++it) due.push_back(it->first.second);
  return due;
}

std::function<void()> TimerQueue::Take(TimerId id) {
  const auto when = when_.find(id);
  if (when == when_.end()) return nullptr;
  auto node = queue_.extract(std::pair(when->second, id));
  when_.erase(when);
  return std::move(node.mapped());
}

}  // namespace weft
