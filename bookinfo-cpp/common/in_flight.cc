// SPDX-License-Identifier: Apache-2.0
#include "common/in_flight.h"

#include <algorithm>

namespace bookinfo {
namespace {

thread_local bool in_flight_on_this_thread = false;

}  // namespace

void InFlight::Begin() {
  in_flight_on_this_thread = true;
  std::lock_guard lock(mutex_);
  ++count_;
  ++begun_;
  changed_.notify_all();
}

void InFlight::End() {
  if (!in_flight_on_this_thread) return;
  in_flight_on_this_thread = false;
  std::lock_guard lock(mutex_);
  --count_;
  changed_.notify_all();
}

int InFlight::count() const {
  std::lock_guard lock(mutex_);
  return count_;
}

bool InFlight::WaitUntilQuiet(Clock::duration quiet, Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (!changed_.wait_until(lock, deadline, [this] { return count_ == 0; })) return false;
    const long begun = begun_;
    const Clock::time_point until = std::min(Clock::now() + quiet, deadline);
    const bool disturbed = changed_.wait_until(lock, until, [&] { return begun_ != begun; });
    if (!disturbed) return true;
  }
}

}  // namespace bookinfo
