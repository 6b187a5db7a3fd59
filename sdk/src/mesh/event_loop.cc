#include "mesh/event_loop.h"

#include <future>
#include <utility>

namespace weft::mesh {

EventLoop::EventLoop(std::function<TimePoint()> next_timer, std::function<void()> on_timer)
    : next_timer_(std::move(next_timer)), on_timer_(std::move(on_timer)) {}

void EventLoop::Start() {
  thread_ = std::thread([this] { Loop(); });
}

bool EventLoop::Post(std::function<void()> task) {
  MutexLock lock(mutex_);
  if (stopping_) return false;
  tasks_.push_back(std::move(task));
  wake_.NotifyOne();
  return true;
}

bool EventLoop::Run(const std::function<void()>& task) {
  std::promise<void> done;
  const bool posted = Post([&] {
    task();
    done.set_value();
  });
  if (posted) done.get_future().wait();
  return posted;
}

void EventLoop::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.NotifyOne();
  }
  if (thread_.joinable()) thread_.join();
}

void EventLoop::Abandon() { new std::thread(std::move(thread_)); }

void EventLoop::Loop() {
  for (;;) {
    std::deque<std::function<void()>> batch;
    {
      const TimePoint due = next_timer_();
      MutexLock lock(mutex_);
      const auto woken = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !tasks_.empty(); };
      if (due == TimePoint::max())
        wake_.Wait(mutex_, woken);
      else
        wake_.WaitUntil(mutex_, due, woken);
      if (stopping_ && tasks_.empty()) return;
      batch.swap(tasks_);
    }
    for (auto& task : batch) task();
    if (next_timer_() <= Clock::now()) on_timer_();
  }
}

}  // namespace weft::mesh
