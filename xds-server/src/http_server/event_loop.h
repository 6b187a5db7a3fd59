// SPDX-License-Identifier: Apache-2.0
// One thread that runs what is handed to it, in order: the sockets, timers and handlers of the HTTP servers that share it.
#pragma once

#include <functional>
#include <memory>

#include "absl/time/time.h"

namespace boost::asio {
class io_context;
}

namespace weft::http_server {

// Thread-safe. Hold it as a shared_ptr: every server and timer on it must go before it does. The destructor ends the thread and
// drops what has not run.
class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Runs `work` on the loop's thread, after what was posted before.
  void Post(std::function<void()> work);
  // The same, and returns when it has run. On the loop's thread it runs at once.
  void Run(const std::function<void()>& work);
  bool OnThread() const;

  // Destroying a timer, on the loop's thread, cancels it.
  class Timer {
   public:
    virtual ~Timer() = default;
  };
  // Call on the loop's thread.
  std::unique_ptr<Timer> After(absl::Duration delay, std::function<void()> work);

  boost::asio::io_context& context();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weft::http_server
