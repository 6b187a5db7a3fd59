// SPDX-License-Identifier: Apache-2.0
#include "http/connect/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <cstring>

#include "base/strings.h"

namespace weft::http {

std::string SocketAddress::ToString() const {
  char text[INET6_ADDRSTRLEN] = "?";
  if (family() == AF_INET6) {
    const auto* address = reinterpret_cast<const sockaddr_in6*>(&storage);
    inet_ntop(AF_INET6, &address->sin6_addr, text, sizeof(text));
    return StrCat("[", text, "]:", ntohs(address->sin6_port));
  }
  const auto* address = reinterpret_cast<const sockaddr_in*>(&storage);
  inet_ntop(AF_INET, &address->sin_addr, text, sizeof(text));
  return StrCat(text, ":", ntohs(address->sin_port));
}

std::optional<SocketAddress> ParseAddress(std::string_view ip, uint16_t port) {
  char text[INET6_ADDRSTRLEN + IF_NAMESIZE + 1];
  if (ip.size() >= sizeof(text)) return std::nullopt;
  std::memcpy(text, ip.data(), ip.size());
  text[ip.size()] = '\0';
  SocketAddress result;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&result.storage);
  if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    result.size = sizeof(sockaddr_in);
    return result;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&result.storage);
  if (char* zone = std::strchr(text, '%')) {
    *zone = '\0';
    v6->sin6_scope_id = if_nametoindex(zone + 1);
  }
  if (inet_pton(AF_INET6, text, &v6->sin6_addr) != 1) return std::nullopt;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(port);
  result.size = sizeof(sockaddr_in6);
  return result;
}

std::vector<SocketAddress> Interleave(const std::vector<SocketAddress>& addresses) {
  std::vector<SocketAddress> first, second, mixed;
  for (const SocketAddress& address : addresses) {
    (address.family() == addresses.front().family() ? first : second).push_back(address);
  }
  for (size_t i = 0; i < first.size() || i < second.size(); ++i) {
    if (i < first.size()) mixed.push_back(first[i]);
    if (i < second.size()) mixed.push_back(second[i]);
  }
  return mixed;
}

}  // namespace weft::http
