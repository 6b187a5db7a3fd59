// SPDX-License-Identifier: Apache-2.0
// The names of resources, taken apart and put together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weft::translate {

// `outbound|<port>|<subset>|<host>`.
struct ClusterName {
  uint32_t port = 0;
  std::string subset;
  std::string host;
};
std::optional<ClusterName> ParseClusterName(std::string_view name);
std::string MakeClusterName(uint32_t port, std::string_view subset, std::string_view host);

// `host:port` as an application dials it; IPv6 literals in brackets.
struct DialName {
  std::string host;
  uint32_t port = 0;
};
std::optional<DialName> ParseDialName(std::string_view name);

// `<where>_<port>`, of a listener on a socket: an address, or the host that is called there.
struct SocketName {
  std::string where;
  uint32_t port = 0;
};
std::optional<SocketName> ParseSocketName(std::string_view name);
std::string MakeSocketName(std::string_view where, uint32_t port);

// The table of all services with a port is named by its number alone: "9080".
std::optional<uint32_t> ParsePortTableName(std::string_view name);

}  // namespace weft::translate
