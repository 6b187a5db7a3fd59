// SPDX-License-Identifier: Apache-2.0
// What is still to be done before the server serves, by name: `/readyz` lists it.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/mutex.h"

namespace weft::status {

// Thread-safe. Whoever starts something that others must wait for begins a task before, and ends it when it is done; ready is
// who has no task pending and all of them begun.
class Readiness {
 public:
  // With these tasks pending.
  explicit Readiness(std::vector<std::string> tasks = {}) : pending_(tasks.begin(), tasks.end()) {}

  void Begin(std::string task) {
    MutexLock lock(mutex_);
    pending_.insert(std::move(task));
  }
  // One that is not pending is done already.
  void End(const std::string& task) {
    MutexLock lock(mutex_);
    pending_.erase(task);
  }
  // By name. Empty: ready.
  std::vector<std::string> Pending() const {
    MutexLock lock(mutex_);
    return {pending_.begin(), pending_.end()};
  }

 private:
  mutable Mutex mutex_;
  std::set<std::string> pending_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace weft::status
