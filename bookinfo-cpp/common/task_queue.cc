// SPDX-License-Identifier: Apache-2.0
#include "common/task_queue.h"

#include <utility>

namespace bookinfo {

void ElasticTaskQueue::enqueue(std::function<void()> task) {
  {
    std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    if (idle_ < tasks_.size() && threads_.size() < max_threads_) threads_.emplace_back([this] { Work(); });
  }
  changed_.notify_one();
}

void ElasticTaskQueue::shutdown() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  // No thread is added any more: the acceptor, which enqueues, is the one that calls this.
  for (std::thread& thread : threads_) thread.join();
}

size_t ElasticTaskQueue::thread_count() const {
  std::lock_guard lock(mutex_);
  return threads_.size();
}

void ElasticTaskQueue::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    changed_.wait(lock, [this] { return !tasks_.empty() || stopping_; });
    --idle_;
    if (tasks_.empty()) return;
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    lock.lock();
  }
}

}  // namespace bookinfo
