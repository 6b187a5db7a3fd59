// SPDX-License-Identifier: Apache-2.0
/// \file
/// Worker threads that come as they are needed.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "httplib.h"

namespace bookinfo {

/// cpp-httplib gives each connection a thread for as long as it is kept alive. A pool of fixed size would starve new
/// connections behind idle ones, a large one would start many threads for nothing. This one starts a thread whenever a
/// connection finds none idle, up to a maximum; then connections wait.
///
/// Thread-safety: enqueue from any thread; shutdown once, which waits for what is running.
class ElasticTaskQueue : public ::httplib::TaskQueue {
 public:
  explicit ElasticTaskQueue(size_t max_threads) : max_threads_(max_threads) {}

  void enqueue(std::function<void()> task) override;
  void shutdown() override;

  size_t thread_count() const;

 private:
  void Work();

  const size_t max_threads_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  size_t idle_ = 0;
  bool stopping_ = false;
};

}  // namespace bookinfo
