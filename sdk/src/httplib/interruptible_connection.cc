// SPDX-License-Identifier: Apache-2.0
#include "httplib/interruptible_connection.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace weft::httplib {

InterruptibleConnection::InterruptibleConnection(const std::string& address, int port) : ::httplib::ClientImpl(address, port) {
  set_socket_options([this](socket_t socket) { Watch(socket); });
}

InterruptibleConnection::~InterruptibleConnection() {
  if (watched_ != -1) close(watched_);
}

void InterruptibleConnection::Interrupt() {
  MutexLock lock(mutex_);
  if (watched_ != -1) shutdown(watched_, SHUT_RDWR);
}

void InterruptibleConnection::Watch(socket_t socket) {
  MutexLock lock(mutex_);
  if (watched_ != -1) close(watched_);
  watched_ = fcntl(socket, F_DUPFD_CLOEXEC, 0);
}

}  // namespace weft::httplib
