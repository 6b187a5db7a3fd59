// SPDX-License-Identifier: Apache-2.0
#include "weft/env.h"

#include "base/random.h"

namespace weft {
namespace {

class SystemEnv final : public Env {
 public:
  TimePoint Now() const override { return Clock::now(); }
  WallTime WallNow() const override { return std::chrono::system_clock::now(); }
  uint64_t Random() override { return ThreadRandom().Next(); }

  void Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, TimePoint until) override {
    if (until == TimePoint::max())
      changed.wait(lock);  // as a timeout it would overflow
    else
      changed.wait_until(lock, until);
  }
};

}  // namespace

void Env::SleepUntil(TimePoint until) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  WaitUntil(lock, never, until, [] { return false; });
}

const std::shared_ptr<Env>& Env::System() {
  static const auto* const system = new std::shared_ptr<Env>(new SystemEnv);  // never destroyed: calls may run at exit
  return *system;
}

}  // namespace weft
