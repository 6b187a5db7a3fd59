// SPDX-License-Identifier: Apache-2.0
#include "mesh/snapshot_publisher.h"

#include <array>

namespace weft::mesh {
namespace {

struct CachedSnapshot {
  uint64_t publisher = 0;
  uint64_t generation = 0;
  std::shared_ptr<const Snapshot> snapshot;
};

// Several meshes in one process are rare, more than four used by one thread rarer: those re-read under the lock.
thread_local std::array<CachedSnapshot, 4> cached_snapshots;
thread_local size_t next_victim = 0;

std::atomic<uint64_t> last_publisher_id{0};

CachedSnapshot& SlotFor(uint64_t publisher) {
  for (CachedSnapshot& slot : cached_snapshots) {
    if (slot.publisher == publisher) return slot;
  }
  CachedSnapshot& slot = cached_snapshots[next_victim++ % cached_snapshots.size()];
  slot = {publisher, 0, nullptr};
  return slot;
}

}  // namespace

SnapshotPublisher::SnapshotPublisher()
    : id_(last_publisher_id.fetch_add(1, std::memory_order_relaxed) + 1), current_(std::make_shared<const Snapshot>()) {}

const Snapshot& SnapshotPublisher::Read() const {
  CachedSnapshot& slot = SlotFor(id_);
  // Acquire pairs with Publish: whoever sees the number finds at least that snapshot under the lock.
  const uint64_t newest = generation_.load(std::memory_order_acquire);
  if (slot.generation != newest) {
    MutexLock lock(mutex_);
    slot.snapshot = current_;
    slot.generation = newest;
  }
  return *slot.snapshot;
}

void SnapshotPublisher::Publish(std::shared_ptr<const Snapshot> snapshot) {
  MutexLock lock(mutex_);
  current_ = std::move(snapshot);
  generation_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<const Snapshot> SnapshotPublisher::Current() const {
  MutexLock lock(mutex_);
  return current_;
}

}  // namespace weft::mesh
