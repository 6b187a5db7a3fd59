// SPDX-License-Identifier: Apache-2.0
// When a call must be over, and what set it.
//
// The earliest moment counts of: the caller's own deadline (the mesh's default where there is none), that of the request that
// the call is made for, and the route's timeout, which starts behind injected faults. A try may have a timeout of its own.
// Only a configured moment is sent to the server: the mesh's default is not one.
#pragma once

#include <chrono>

#include "weft/request.h"

namespace weft::mesh {

// A value of one call's state. Reads no clock.
class CallDeadline {
 public:
  CallDeadline(const RequestHead& head, TimePoint now, std::chrono::nanoseconds fallback);

  TimePoint start() const { return start_; }
  TimePoint end() const { return end_; }
  bool PassedAt(TimePoint now) const { return now >= end_; }
  // It had passed before the call began: nobody waits for the answer.
  bool PassedAtStart() const { return end_ <= start_; }
  // It is that of the request that the call is made for.
  bool inbound() const { return source_ == Source::kInbound; }
  // It is the route's, so that passing it is the mesh's to answer.
  bool routes() const { return source_ == Source::kRoute; }

  // From `now` on the route's timeout runs; 0: it has none.
  void StartRouteTimeout(std::chrono::nanoseconds timeout, TimePoint now);

  struct Try {
    TimePoint until;
    bool configured;
  };
  // Of a try that starts now; 0: it has no timeout of its own.
  Try ForTry(std::chrono::nanoseconds timeout, TimePoint now) const;

 private:
  enum class Source { kDefault, kCaller, kInbound, kRoute };

  const TimePoint start_;
  TimePoint end_;
  Source source_ = Source::kDefault;
};

}  // namespace weft::mesh
