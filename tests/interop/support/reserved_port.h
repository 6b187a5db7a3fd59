// SPDX-License-Identifier: Apache-2.0
// A port of loopback that is this process's, whether a server listens there or not: nobody else is given it meanwhile.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>

namespace weft::test {

// Servers that bind with SO_REUSEPORT, as gRPC's do by default, can listen on it; without one, connections are refused.
class ReservedPort {
 public:
  // AF_INET or AF_INET6. Throws std::system_error where there is no such loopback.
  explicit ReservedPort(int family = AF_INET);
  ~ReservedPort();
  ReservedPort(const ReservedPort&) = delete;
  ReservedPort& operator=(const ReservedPort&) = delete;

  uint16_t number() const { return number_; }
  // `127.0.0.1:port` or `[::1]:port`.
  std::string Address() const;

 private:
  const int family_;
  const int fd_;
  uint16_t number_ = 0;
};

}  // namespace weft::test
