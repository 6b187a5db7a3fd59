// SPDX-License-Identifier: Apache-2.0
#include "ads/wire/completion_loop.h"

#include <algorithm>

namespace weft::ads {
namespace {

// gRPC's clock is another one. No less than nothing: what has happened is handled even if there is no time to wait.
gpr_timespec DeadlineOf(Reactor::Time until) {
  const auto left = std::chrono::ceil<std::chrono::microseconds>(until - std::chrono::steady_clock::now());
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_micros(std::max<int64_t>(left.count(), 0), GPR_TIMESPAN));
}

}  // namespace

std::optional<Reactor::Time> CompletionLoop::Wait(Time until, int most, Hub& hub) {
  std::optional<Time> begin;
  gpr_timespec deadline = DeadlineOf(until);
  void* tag = nullptr;
  bool ok = false;
  for (int i = 0; i < most; ++i) {
    if (queue_->AsyncNext(&tag, &ok, deadline) != ::grpc::CompletionQueue::GOT_EVENT) break;
    deadline = gpr_inf_past(GPR_CLOCK_MONOTONIC);
    if (tag == &waking_) {
      waking_ = false;
      continue;
    }
    if (!begin) begin = std::chrono::steady_clock::now();
    static_cast<Event*>(tag)->On(hub, ok);
  }
  return begin;
}

void CompletionLoop::Wake() {
  if (!waking_.exchange(true)) alarm_.Set(queue_.get(), gpr_inf_past(GPR_CLOCK_MONOTONIC), &waking_);
}

void CompletionLoop::Close() {
  queue_->Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) {
  }
}

}  // namespace weft::ads
