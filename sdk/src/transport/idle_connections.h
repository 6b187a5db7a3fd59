// SPDX-License-Identifier: Apache-2.0
// Keep-alive connections that wait for their next request, by the id that a Send names (weft::Connection::id).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "weft/request.h"

namespace weft::transport {

// Thread-safe. `Held` is a movable owner of one connection.
template <typename Held>
class IdleConnections {
 public:
  static constexpr size_t kMaxIdlePerId = 64;
  static constexpr auto kMaxIdle = std::chrono::seconds(60);

  // The connection of this id that was used last; nothing when none is idle.
  std::optional<Held> Take(std::string_view id) {
    MutexLock lock(mutex_);
    const auto it = idle_.find(id);
    if (it == idle_.end() || it->second.empty()) return std::nullopt;
    std::optional<Held> held(std::move(it->second.back().held));
    it->second.pop_back();
    return held;
  }

  // Keeps a connection on which a whole answer was read.
  void Give(std::string_view id, Held held, TimePoint now) {
    std::vector<Idle> dropped;  // ends without the lock: to close sockets takes time
    MutexLock lock(mutex_);
    DropExpired(now, dropped);
    auto it = idle_.find(id);
    if (it == idle_.end()) it = idle_.emplace(std::string(id), std::vector<Idle>()).first;
    if (it->second.size() < kMaxIdlePerId) it->second.push_back({std::move(held), now});
  }

 private:
  struct Idle {
    Held held;
    TimePoint since;
  };
  struct ViewHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  void DropExpired(TimePoint now, std::vector<Idle>& dropped) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (now < next_sweep_) return;
    next_sweep_ = now + kMaxIdle / 2;
    for (auto& [id, connections] : idle_) {
      for (Idle& idle : connections) {
        if (idle.since + kMaxIdle < now) dropped.push_back(std::move(idle));
      }
      std::erase_if(connections, [now](const Idle& idle) { return idle.since + kMaxIdle < now; });
    }
    std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
  }

  Mutex mutex_;
  std::unordered_map<std::string, std::vector<Idle>, ViewHash, std::equal_to<>> idle_ ABSL_GUARDED_BY(mutex_);
  TimePoint next_sweep_ ABSL_GUARDED_BY(mutex_){};
};

}  // namespace weft::transport
