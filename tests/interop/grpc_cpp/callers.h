// SPDX-License-Identifier: Apache-2.0
// Callers who never stop, for changes that must not be noticed.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "interop/grpc_cpp/call.h"

namespace weft::test {

// Each thread makes one call after the other, and none waits for a server to be ready.
class Callers {
 public:
  Callers(const Channel& channel, int threads) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this, channel] { Run(channel); });
  }
  ~Callers() { Stop(); }

  // Returns the first error, empty when there was none. Waits until each has made a call since the stop was requested.
  std::string Stop() {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    return error_;
  }

 private:
  void Run(const Channel& channel) {
    for (bool last = false; !last;) {
      last = stopping_;
      const Reply reply = Call(channel, {.wait_for_ready = false});
      if (reply.code == ::grpc::StatusCode::OK) continue;
      std::lock_guard<std::mutex> lock(mutex_);
      if (error_.empty()) error_ = "code " + std::to_string(reply.code) + ": " + reply.text;
    }
  }

  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::string error_;
  std::vector<std::thread> threads_;
};

}  // namespace weft::test
