// SPDX-License-Identifier: Apache-2.0
// Copies of requests, sent without anybody waiting for them.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "httplib/connection_pool.h"
#include "httplib/interruptible_connection.h"
#include "weft/call.h"

namespace weft::httplib {

// Bounded in everything: threads, waiting requests and their bytes, the time of each. What would pass a bound is dropped,
// counted and logged at intervals. Threads start with the first mirrored request.
//
// Thread-safe. Send never waits for a peer. The destructor drops what waits, breaks off what is under way and joins the
// threads; in a child of fork(), which has none of the threads, it leaves everything as it is.
class MirrorSender {
 public:
  static constexpr size_t kMaxThreads = 4;
  static constexpr size_t kMaxWaiting = 64;
  static constexpr size_t kMaxWaitingBytes = 16 << 20;  // of bodies
  static constexpr auto kReportEvery = std::chrono::seconds(10);

  using Warn = std::function<void(std::string_view message)>;
  explicit MirrorSender(Warn warn);
  ~MirrorSender();
  MirrorSender(const MirrorSender&) = delete;
  MirrorSender& operator=(const MirrorSender&) = delete;

  // Copies method, path, headers and body. With `new_host` the `Host` becomes the target's.
  void Send(MirrorTarget target, const ::httplib::Request& request, bool new_host);

  uint64_t dropped() const;

 private:
  class Workers;
  std::unique_ptr<Workers> workers_;
  const uint64_t fork_generation_;
};

}  // namespace weft::httplib
