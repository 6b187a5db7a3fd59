// The mesh's one thread: runs what is posted to it, in order, and a timer.
#pragma once

#include <deque>
#include <functional>
#include <thread>

#include "base/mutex.h"
#include "weft/request.h"

namespace weft::mesh {

// Post is thread-safe; the rest belongs to the owner.
class EventLoop {
 public:
  // After every batch of tasks `next_timer` says when `on_timer` is due.
  EventLoop(std::function<TimePoint()> next_timer, std::function<void()> on_timer);
  ~EventLoop() { Stop(); }

  void Start();
  // False, and nothing runs, once the loop was stopped.
  bool Post(std::function<void()> task);
  // Runs a task on the loop and waits for it; false when the loop is stopped. Not from the loop itself.
  bool Run(const std::function<void()>& task);
  // Runs what was posted before, then joins. Idempotent.
  void Stop();
  // After fork() the thread does not exist in the child: forget it.
  void Abandon();

 private:
  void Loop();

  const std::function<TimePoint()> next_timer_;
  const std::function<void()> on_timer_;
  Mutex mutex_;
  CondVar wake_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace weft::mesh
