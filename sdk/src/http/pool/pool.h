// SPDX-License-Identifier: Apache-2.0
// Idle connections by the id that a Send gives its connection: what has the same id may be exchanged for each other.
//
// Why shards: at 64 threads one lock for all is where they meet. A thread has a home shard, puts connections there and takes
// them from there, newest first; only when it has none does it look into the others, and into none whose lock is taken. What is
// taken is looked at first: a connection that the peer has closed, or sent something on unasked, is closed. So are those that
// were idle or alive for too long, that served enough exchanges, or that were opened before a fork.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/mutex.h"
#include "http/pool/connection.h"

namespace weft::http {

// Of one cluster: what DestinationRule's connectionPool says, with Envoy's names for the defaults.
struct PoolLimits {
  static constexpr uint64_t kNone = UINT64_MAX;
  uint64_t connections = kNone;               // open at once
  uint64_t exchanges_per_connection = kNone;  // 1: no keep-alive
  uint64_t idle = 100;                        // kept idle for one id by one shard
  std::chrono::nanoseconds idle_lifetime = std::chrono::seconds(30);
  std::chrono::nanoseconds max_age = std::chrono::hours(1);
};

struct PoolStats {
  uint64_t reused = 0;    // taken and used
  uint64_t stale = 0;     // taken, and found closed or with bytes that nobody asked for
  uint64_t expired = 0;   // closed for their time
  uint64_t overflow = 0;  // Reserve refused
};

// Thread-safe.
class Pool {
 public:
  static constexpr size_t kShards = 32;

  Pool();
  ~Pool();

  // The newest idle connection of this id that is fit for use; nullptr: connect anew.
  std::unique_ptr<Connection> Take(std::string_view id, const PoolLimits& limits, TimePoint now);
  // After an exchange that left it reusable.
  void Put(std::unique_ptr<Connection> connection, const PoolLimits& limits, TimePoint now);
  // Before a connect, for connections whose number `cluster` bounds together. nullptr: there are too many.
  std::shared_ptr<Place> Reserve(std::string_view cluster, const PoolLimits& limits);

  // Closes all that is idle.
  void Clear();
  size_t idle() const;
  PoolStats stats() const;

 private:
  using Idle = std::vector<std::unique_ptr<Connection>>;
  struct alignas(64) Shard {
    Mutex mutex;
    absl::flat_hash_map<std::string, Idle> idle ABSL_GUARDED_BY(mutex);
    TimePoint swept ABSL_GUARDED_BY(mutex) = {};
    std::atomic<size_t> count{0};  // of connections in `idle`
    std::atomic<uint64_t> reused{0}, stale{0}, expired{0};
  };
  struct Counter {
    std::atomic<uint64_t> open{0};
  };
  class CountedPlace;

  static std::unique_ptr<Connection> Pop(Shard& shard, std::string_view id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  std::unique_ptr<Connection> PopAnywhere(std::string_view id);
  static bool Fit(Connection& connection, const PoolLimits& limits, TimePoint now, Shard& home);
  // Moves what is beyond its time into `dead`, to be closed without the lock.
  static void Sweep(Shard& shard, TimePoint now, Idle* dead) ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  void DropAfterFork();

  std::array<Shard, kShards> shards_;
  std::atomic<size_t> next_sweep_{0};
  std::atomic<uint64_t> fork_generation_;
  Mutex counters_mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<Counter>> counters_ ABSL_GUARDED_BY(counters_mutex_);
  std::atomic<uint64_t> overflow_{0};
};

}  // namespace weft::http
