// SPDX-License-Identifier: Apache-2.0
#include "http/pool/pool.h"

#include <algorithm>

#include "base/fork_guard.h"
#include "base/strings.h"

namespace weft::http {
namespace {

constexpr std::chrono::seconds kSweepInterval{1};

size_t HomeShard() {
  static std::atomic<size_t> next{0};
  thread_local const size_t home = next.fetch_add(1, std::memory_order_relaxed) % Pool::kShards;
  return home;
}

}  // namespace

class Pool::CountedPlace final : public Place {
 public:
  explicit CountedPlace(std::shared_ptr<Counter> counter) : counter_(std::move(counter)) {}
  ~CountedPlace() override { counter_->open.fetch_sub(1, std::memory_order_relaxed); }

 private:
  std::shared_ptr<Counter> counter_;
};

Pool::Pool() : fork_generation_(ForkGeneration()) {}
Pool::~Pool() = default;

std::unique_ptr<Connection> Pool::Pop(Shard& shard, std::string_view id) {
  const auto found = shard.idle.find(ToAbsl(id));
  if (found == shard.idle.end() || found->second.empty()) return nullptr;
  std::unique_ptr<Connection> connection = std::move(found->second.back());
  found->second.pop_back();  // the empty list stays: it is filled again in a moment
  shard.count.fetch_sub(1, std::memory_order_relaxed);
  return connection;
}

std::unique_ptr<Connection> Pool::PopAnywhere(std::string_view id) {
  const size_t home = HomeShard();
  {
    const MutexLock lock(shards_[home].mutex);
    if (auto connection = Pop(shards_[home], id)) return connection;
  }
  for (size_t i = 1; i < kShards; ++i) {
    Shard& shard = shards_[(home + i) % kShards];
    if (shard.count.load(std::memory_order_relaxed) == 0) continue;
    if (!shard.mutex.TryLock()) continue;
    auto connection = Pop(shard, id);
    shard.mutex.Unlock();
    if (connection != nullptr) return connection;
  }
  return nullptr;
}

bool Pool::Fit(Connection& connection, const PoolLimits& limits, TimePoint now, Shard& home) {
  if (now >= connection.usable_until || now - connection.created >= limits.max_age) {
    home.expired.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  if (connection.stream->HasInput()) {
    home.stale.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  connection.usable_until = TimePoint::max();
  home.reused.fetch_add(1, std::memory_order_relaxed);
  return true;
}

std::unique_ptr<Connection> Pool::Take(std::string_view id, const PoolLimits& limits, TimePoint now) {
  if (fork_generation_.load(std::memory_order_relaxed) != ForkGeneration()) DropAfterFork();
  while (auto connection = PopAnywhere(id)) {
    if (Fit(*connection, limits, now, shards_[HomeShard()])) return connection;
  }
  return nullptr;
}

void Pool::Put(std::unique_ptr<Connection> connection, const PoolLimits& limits, TimePoint now) {
  if (connection->exchanges >= limits.exchanges_per_connection || connection->exchanges_left == 0) return;
  connection->usable_until = std::min(connection->usable_until, now + limits.idle_lifetime);
  if (connection->usable_until <= now) return;
  connection->wire.reader.Shrink();
  Idle dead;  // closed after the lock is let go
  {
    Shard& shard = shards_[HomeShard()];
    const MutexLock lock(shard.mutex);
    auto found = shard.idle.find(ToAbsl(connection->id));
    if (found == shard.idle.end()) found = shard.idle.try_emplace(connection->id).first;
    if (found->second.size() >= limits.idle) {
      dead.push_back(std::move(connection));
    } else {
      found->second.push_back(std::move(connection));
      shard.count.fetch_add(1, std::memory_order_relaxed);
    }
    if (now - shard.swept >= kSweepInterval)
      Sweep(shard, now, &dead);
    else
      return;
  }
  // Shards whose threads are gone are swept by those that live.
  Shard& other = shards_[next_sweep_.fetch_add(1, std::memory_order_relaxed) % kShards];
  if (!other.mutex.TryLock()) return;
  Sweep(other, now, &dead);
  other.mutex.Unlock();
}

void Pool::Sweep(Shard& shard, TimePoint now, Idle* dead) {
  shard.swept = now;
  for (auto entry = shard.idle.begin(); entry != shard.idle.end();) {
    Idle& idle = entry->second;
    for (auto& connection : idle) {
      if (now < connection->usable_until) continue;
      dead->push_back(std::move(connection));
      shard.count.fetch_sub(1, std::memory_order_relaxed);
      shard.expired.fetch_add(1, std::memory_order_relaxed);
    }
    std::erase(idle, nullptr);
    if (idle.empty())
      shard.idle.erase(entry++);
    else
      ++entry;
  }
}

std::shared_ptr<Place> Pool::Reserve(std::string_view cluster, const PoolLimits& limits) {
  std::shared_ptr<Counter> counter;
  {
    const MutexLock lock(counters_mutex_);
    auto& entry = counters_[std::string(cluster)];
    if (entry == nullptr) entry = std::make_shared<Counter>();
    counter = entry;
  }
  uint64_t open = counter->open.load(std::memory_order_relaxed);
  do {
    if (open >= limits.connections) {
      overflow_.fetch_add(1, std::memory_order_relaxed);
      return nullptr;
    }
  } while (!counter->open.compare_exchange_weak(open, open + 1, std::memory_order_relaxed));
  return std::make_shared<CountedPlace>(std::move(counter));
}

void Pool::Clear() {
  for (Shard& shard : shards_) {
    absl::flat_hash_map<std::string, Idle> dead;
    const MutexLock lock(shard.mutex);
    dead.swap(shard.idle);
    shard.count.store(0, std::memory_order_relaxed);
  }
}

// The parent goes on to use its connections: a child that wrote to them would garble its answers. The first call of the child
// lets go of the copies.
void Pool::DropAfterFork() {
  fork_generation_.store(ForkGeneration(), std::memory_order_relaxed);
  Clear();
}

size_t Pool::idle() const {
  size_t idle = 0;
  for (const Shard& shard : shards_) idle += shard.count.load(std::memory_order_relaxed);
  return idle;
}

PoolStats Pool::stats() const {
  PoolStats stats;
  for (const Shard& shard : shards_) {
    stats.reused += shard.reused.load(std::memory_order_relaxed);
    stats.stale += shard.stale.load(std::memory_order_relaxed);
    stats.expired += shard.expired.load(std::memory_order_relaxed);
  }
  stats.overflow = overflow_.load(std::memory_order_relaxed);
  return stats;
}

}  // namespace weft::http
