// SPDX-License-Identifier: Apache-2.0
// The threads behind a MirrorSender.
#pragma once

#include <optional>

#include "base/mutex.h"
#include "httplib/mirror_sender.h"

namespace weft::httplib {

struct MirroredRequest {
  MirrorTarget target;
  ::httplib::Request request;
};

// Thread-safe.
class MirrorSender::Workers {
 public:
  explicit Workers(Warn warn) : warn_(std::move(warn)) {}
  ~Workers();

  // Counts as dropped what has none, so that it need not be copied.
  bool HasRoomFor(size_t bytes);
  void Add(MirroredRequest mirrored);

  uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  void Work(size_t self);
  // The next request, to be ended with FinishOne; none when all is over.
  std::optional<MirroredRequest> WaitForOne();
  void FinishOne();
  void SendOne(MirroredRequest& mirrored, size_t self);
  void SetRunning(size_t self, ::httplib::ClientImpl* connection);
  void StartThread() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool IsFull(size_t bytes) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Report();

  const Warn warn_;
  std::atomic<uint64_t> dropped_{0};
  ConnectionPool pool_;  // of InterruptibleConnections

  Mutex mutex_;
  CondVar changed_;
  std::deque<MirroredRequest> waiting_ ABSL_GUARDED_BY(mutex_);
  size_t waiting_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t idle_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t working_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  InterruptibleConnection* running_[kMaxThreads] ABSL_GUARDED_BY(mutex_) = {};
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
  uint64_t reported_ ABSL_GUARDED_BY(mutex_) = 0;
  TimePoint next_report_ ABSL_GUARDED_BY(mutex_){};
};

}  // namespace weft::httplib
