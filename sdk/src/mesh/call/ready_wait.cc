// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/ready_wait.h"

#include <utility>

namespace weft {
namespace mesh {

void CancellableCallback::Run() {
  std::function<void()> callback;
  {
    MutexLock lock(mutex_);
    if (callback_ == nullptr) return;
    callback = std::exchange(callback_, nullptr);
    running_ = std::this_thread::get_id();
  }
  callback();
  callback = nullptr;  // what it captured is gone before Cancel returns
  MutexLock lock(mutex_);
  running_ = {};
  over_.NotifyAll();
}

void CancellableCallback::Cancel() {
  std::function<void()> dropped;  // ends without the lock
  MutexLock lock(mutex_);
  dropped = std::exchange(callback_, nullptr);
  over_.Wait(mutex_, [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return running_ == std::thread::id() || running_ == std::this_thread::get_id();
  });
}

}  // namespace mesh

ReadyHandle::ReadyHandle() noexcept = default;
ReadyHandle::ReadyHandle(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
ReadyHandle::ReadyHandle(ReadyHandle&& other) noexcept = default;
ReadyHandle& ReadyHandle::operator=(ReadyHandle&& other) noexcept {
  if (this == &other) return *this;
  Cancel();
  impl_ = std::move(other.impl_);
  return *this;
}
ReadyHandle::~ReadyHandle() { Cancel(); }

void ReadyHandle::Cancel() {
  const std::unique_ptr<Impl> impl = std::move(impl_);
  if (impl == nullptr) return;
  impl->core->Cancel(impl->waiter);
  impl->callback->Cancel();
}

}  // namespace weft
