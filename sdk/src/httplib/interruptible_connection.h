// SPDX-License-Identifier: Apache-2.0
// A connection that another thread can break off, whatever it waits for.
#pragma once

#include <string>

#include "base/mutex.h"
#include "httplib.h"

namespace weft::httplib {

// ::httplib::ClientImpl::stop() waits while a connection is being made; this does not. Resolving a name cannot be broken off.
class InterruptibleConnection : public ::httplib::ClientImpl {
 public:
  InterruptibleConnection(const std::string& address, int port);
  ~InterruptibleConnection() override;

  // Any thread. What waits for the socket that is open now fails at once.
  void Interrupt();

 private:
  void Watch(socket_t socket);

  Mutex mutex_;
  // Of our own, so that it never names a socket of somebody else's, as the number of one that was closed may.
  int watched_ ABSL_GUARDED_BY(mutex_) = -1;
};

}  // namespace weft::httplib
