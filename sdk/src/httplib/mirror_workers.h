// The threads behind a MirrorSender.
#pragma once

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
  void SendOne(MirroredRequest& mirrored, size_t self);
  void SetRunning(size_t self, ::httplib::ClientImpl* connection);
  void StartThread();
  bool IsFull(size_t bytes) const;
  void Report();

  const Warn warn_;
  std::atomic<uint64_t> dropped_{0};
  ConnectionPool pool_;  // of InterruptibleConnections

  // The rest is under mutex_.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<MirroredRequest> waiting_;
  size_t waiting_bytes_ = 0;
  size_t idle_ = 0;
  size_t working_ = 0;
  bool stopping_ = false;
  InterruptibleConnection* running_[kMaxThreads] = {};
  std::vector<std::thread> threads_;
  uint64_t reported_ = 0;
  TimePoint next_report_{};
};

}  // namespace weft::httplib
