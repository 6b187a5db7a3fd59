// SPDX-License-Identifier: Apache-2.0
#include "interop/support/reserved_port.h"

#include <netinet/in.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace weft::test {
namespace {

// Binds to loopback and returns the port; 0 when it cannot, and errno is the reason.
template <typename Address>
uint16_t BindLoopback(int fd, Address address, uint16_t Address::*port) {
  const int on = 1;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof(address);
  if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) != 0 || bind(fd, raw, size) != 0 ||
      getsockname(fd, raw, &size) != 0) {
    return 0;
  }
  return ntohs(address.*port);
}

uint16_t BindLoopback(int fd, int family) {
  if (family == AF_INET6) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    return BindLoopback(fd, address, &sockaddr_in6::sin6_port);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return BindLoopback(fd, address, &sockaddr_in::sin_port);
}

}  // namespace

ReservedPort::ReservedPort(int family) : family_(family), fd_(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (fd_ >= 0) number_ = BindLoopback(fd_, family);
  if (number_ != 0) return;
  const int error = errno;
  if (fd_ >= 0) close(fd_);
  throw std::system_error(error, std::generic_category(), "no free port");
}

ReservedPort::~ReservedPort() { close(fd_); }

std::string ReservedPort::Address() const { return (family_ == AF_INET6 ? "[::1]:" : "127.0.0.1:") + std::to_string(number_); }

}  // namespace weft::test
