// SPDX-License-Identifier: Apache-2.0
#include "mesh/event_loop.h"

#include <future>
#include <utility>

namespace weft::mesh {

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

TimerId EventLoop::Schedule(TimePoint when, std::function<void()> run) {
  MutexLock lock(mutex_);
  const bool first = when < timers_.next();
  const TimerId id = timers_.Schedule(when, std::move(run));
  if (first) wake_.NotifyOne();
  return id;
}

void EventLoop::Cancel(TimerId id) {
  std::function<void()> cancelled;  // ends without the lock: its captures may cancel timers of their own
  MutexLock lock(mutex_);
  cancelled = timers_.Take(id);
}

void EventLoop::Loop() {
  Turn turn;
  while (NextTurn(turn)) {
    for (const TimerId id : turn.due) RunTimer(id);
    for (auto& task : turn.tasks) task();
  }
}

bool EventLoop::NextTurn(Turn& turn) {
  turn = {};
  MutexLock lock(mutex_);
  while (!stopping_ && tasks_.empty() && env_.Now() < timers_.next()) wake_.Wait(env_, mutex_, timers_.next());
  if (stopping_ && tasks_.empty()) return false;
  turn.due = timers_.Due(env_.Now());
  turn.tasks.swap(tasks_);
  return true;
}

void EventLoop::RunTimer(TimerId id) {
  std::function<void()> run;
  {
    MutexLock lock(mutex_);
    run = timers_.Take(id);
  }
  if (run != nullptr) run();
}

}  // namespace weft::mesh
