// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/deadline.h"

#include <algorithm>

#include "weft/context.h"

namespace weft::mesh {

CallDeadline::CallDeadline(const RequestHead& head, TimePoint now, std::chrono::nanoseconds fallback)
    : start_(now), end_(head.deadline), source_(Source::kCaller) {
  if (end_ == TimePoint::max()) {
    end_ = now + fallback;
    source_ = Source::kDefault;
  }
  if (head.context == nullptr || !head.context->deadline() || *head.context->deadline() >= end_) return;
  end_ = *head.context->deadline();
  source_ = Source::kInbound;
}

void CallDeadline::StartRouteTimeout(std::chrono::nanoseconds timeout, TimePoint now) {
  if (timeout.count() == 0 || now + timeout >= end_) return;
  end_ = now + timeout;
  source_ = Source::kRoute;
}

CallDeadline::Try CallDeadline::ForTry(std::chrono::nanoseconds timeout, TimePoint now) const {
  const bool configured = source_ != Source::kDefault;
  if (timeout.count() == 0 || now + timeout >= end_) return {end_, configured};
  return {now + timeout, true};
}

}  // namespace weft::mesh
