// SPDX-License-Identifier: Apache-2.0
// A callback that runs at most once, and not after its wait was cancelled: the two may race on different threads.
//
// Why: the mesh's thread takes the callbacks of a host out of its list and runs them without its lock, so that taking a
// callback off the list does not show whether it is about to run. Here the two meet under one mutex.
//
//   state       Run                                   Cancel
//   waiting     takes the callback, -> running        drops it, -> over
//   running     -                                     waits until it is over, unless this thread is the one that runs it
//   over        nothing                               nothing
#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "base/mutex.h"
#include "mesh/mesh_core.h"
#include "weft/call.h"

namespace weft {
namespace mesh {

// Thread-safe.
class CancellableCallback {
 public:
  explicit CancellableCallback(std::function<void()> callback) : callback_(std::move(callback)) {}
  void Run();
  void Cancel();

 private:
  Mutex mutex_;
  CondVar over_;
  std::function<void()> callback_ ABSL_GUARDED_BY(mutex_);  // while waiting
  std::thread::id running_ ABSL_GUARDED_BY(mutex_);         // the thread that runs it
};

}  // namespace mesh

struct ReadyHandle::Impl {
  std::shared_ptr<MeshCore> core;
  std::shared_ptr<mesh::CancellableCallback> callback;
  uint64_t waiter;
};

}  // namespace weft
