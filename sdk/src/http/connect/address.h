// SPDX-License-Identifier: Apache-2.0
// Socket addresses, and the order in which several are tried.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weft::http {

struct SocketAddress {
  sockaddr_storage storage = {};
  socklen_t size = 0;
  int family() const { return storage.ss_family; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  // "10.0.0.1:80", "[::1]:80".
  std::string ToString() const;
};

// Of an IP address without brackets; nullopt for a name. A zone ("fe80::1%eth0") is understood.
std::optional<SocketAddress> ParseAddress(std::string_view ip, uint16_t port);

// RFC 8305 section 4: families take turns, that of the first address begins; the order within a family stays.
std::vector<SocketAddress> Interleave(const std::vector<SocketAddress>& addresses);

}  // namespace weft::http
