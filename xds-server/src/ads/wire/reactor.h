// Where the control thread waits, and does what came in the meantime.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace weft::ads {

class Hub;

class Reactor {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~Reactor() = default;

  // Handles up to `most` things that have happened, with `hub`. If there are none, waits for one: until that time, or until
  // Wake. Returns the time at which it began to handle something, if it did.
  virtual std::optional<Time> Wait(Time until, int most, Hub& hub) = 0;
  // Ends the wait that is under way, or the next one. Thread-safe.
  virtual void Wake() = 0;
};

// Nothing ever happens; it only waits.
class Sleeper : public Reactor {
 public:
  std::optional<Time> Wait(Time until, int, Hub&) override {
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait_until(lock, until, [this] { return woken_; });
    woken_ = false;
    return std::nullopt;
  }
  void Wake() override {
    std::lock_guard<std::mutex> lock(mutex_);
    woken_ = true;
    wake_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false;
};

}  // namespace weft::ads
