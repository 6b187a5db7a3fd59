// SPDX-License-Identifier: Apache-2.0
// Drives an operation on the caller's own thread with poll(): no other thread, no event loop.
#pragma once

#include <atomic>

#include "http/drive/operation.h"

namespace weft::http {

// Ends the blocking operations that were given it, from any thread and for good. Must outlive them.
class Canceller {
 public:
  Canceller();
  void Cancel();
  bool cancelled() const { return cancelled_.load(std::memory_order_acquire); }
  int fd() const { return wake_.fd(); }

 private:
  std::atomic<bool> cancelled_{false};
  Descriptor wake_;  // readable once cancelled
};

// Returns when the operation is done; its error() tells how.
const Error& RunBlocking(Operation& operation, const Canceller* canceller = nullptr);

}  // namespace weft::http
