// SPDX-License-Identifier: Apache-2.0
// For tests: a thread with a hub of the invented types, for a server to stand on.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "ads/hub/hub.h"
#include "ads/testing/fake_source.h"
#include "ads/wire/hub_thread.h"

namespace weft::ads::testing {

class TestHubThread : public HubThread {
 public:
  TestHubThread() : thread_([this] { Run(); }) {}
  ~TestHubThread() override {
    Post([this](Hub&) { over_ = true; });
    thread_.join();
  }

  void Post(Task task) override {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push_back(std::move(task));
    reactor_->Wake();
  }
  void WaitAt(Reactor* reactor) override {
    RunAndWait([this, reactor](Hub&) {
      std::lock_guard<std::mutex> lock(mutex_);
      reactor_ = reactor == nullptr ? &sleeper_ : reactor;
    });
  }
  // Returns when the task has run.
  void RunAndWait(const Task& task) {
    std::promise<void> done;
    Post([&](Hub& hub) {
      task(hub);
      done.set_value();
    });
    done.get_future().wait();
  }
  void Put(TypeId type, const std::string& name, const std::string& content) {
    RunAndWait([&](Hub& hub) {
      source_.Put(type, name, content);
      hub.OnChange(source_.Take());
    });
  }
  size_t streams() {
    size_t count = 0;
    RunAndWait([&](Hub& hub) { count = hub.Describe().size(); });
    return count;
  }
  // To be called before the first stream.
  void AddRequestHandler(const std::string& url, RequestHandler& handler) {
    RunAndWait([&](Hub& hub) { hub.AddRequestHandler(url, handler); });
  }

 private:
  void Run() {
    while (!over_) {
      std::vector<Task> tasks;
      Reactor* reactor = nullptr;
      {
        std::lock_guard<std::mutex> lock(mutex_);
        tasks = std::exchange(tasks_, {});
        reactor = reactor_;
      }
      for (const Task& task : tasks) task(hub_);
      const bool pushing = hub_.PushSome(1);
      const auto now = std::chrono::steady_clock::now();
      if (tasks.empty() && !over_) reactor->Wait(pushing ? now : now + std::chrono::hours(1), 1, hub_);
    }
  }

  const ResourceTypes types_ = TestTypes();
  FakeSource source_;
  Hub hub_{types_, source_, {}};
  bool over_ = false;  // of the thread
  Sleeper sleeper_;
  std::mutex mutex_;
  Reactor* reactor_ = &sleeper_;
  std::vector<Task> tasks_;
  std::thread thread_;
};

}  // namespace weft::ads::testing
