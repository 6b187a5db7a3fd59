// SPDX-License-Identifier: Apache-2.0
/// \file
/// Counts the requests that are being answered, so that a stop can wait for them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace bookinfo {

/// Thread-safety: all methods from any thread. Begin and End of one request come from the same thread.
class InFlight {
 public:
  using Clock = std::chrono::steady_clock;

  void Begin();
  /// Without a Begin on this thread (a request that was too broken to be routed) it does nothing.
  void End();

  int count() const;

  /// Waits until no request has been in flight for `quiet`, at most until `deadline`. False when it gave up.
  bool WaitUntilQuiet(Clock::duration quiet, Clock::time_point deadline);

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
  long begun_ = 0;
};

}  // namespace bookinfo
