// SPDX-License-Identifier: Apache-2.0
// Hands the newest snapshot to any thread without a lock: each thread keeps its own reference and looks at a generation number
// to learn that there is a newer one.
//
// A read costs two loads and a compare. The price is that a thread which stops calling keeps its last snapshot alive until it
// ends or reads again.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/mutex.h"
#include "mesh/snapshot.h"

namespace weft::mesh {

// Thread-safe.
class SnapshotPublisher {
 public:
  SnapshotPublisher();

  // Never null. The reference holds until this thread's next Read, of whatever publisher.
  const Snapshot& Read() const;
  void Publish(std::shared_ptr<const Snapshot> snapshot);
  std::shared_ptr<const Snapshot> Current() const;

 private:
  const uint64_t id_;  // unique in the process, also after this publisher is gone
  std::atomic<uint64_t> generation_{1};
  mutable Mutex mutex_;
  std::shared_ptr<const Snapshot> current_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace weft::mesh
