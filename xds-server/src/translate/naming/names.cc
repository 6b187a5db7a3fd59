// SPDX-License-Identifier: Apache-2.0
#include "translate/naming/names.h"

#include <charconv>

#include "base/strings.h"

namespace weft::translate {
namespace {

std::optional<uint32_t> ParsePort(std::string_view text) {
  uint32_t port = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535) return std::nullopt;
  return port;
}

}  // namespace

std::optional<ClusterName> ParseClusterName(std::string_view name) {
  auto parts = Split(name, '|');
  if (parts.size() != 4 || parts[0] != "outbound" || parts[3].empty()) return std::nullopt;
  auto port = ParsePort(parts[1]);
  if (!port) return std::nullopt;
  return ClusterName{*port, std::string(parts[2]), std::string(parts[3])};
}

std::string MakeClusterName(uint32_t port, std::string_view subset, std::string_view host) {
  return StrCat("outbound|", port, "|", subset, "|", host);
}

std::optional<DialName> ParseDialName(std::string_view name) {
  size_t colon = name.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  auto port = ParsePort(name.substr(colon + 1));
  std::string_view host = name.substr(0, colon);
  bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!port || (!bracketed && host.find(':') != std::string_view::npos)) return std::nullopt;
  return DialName{std::string(host), *port};
}

std::optional<SocketName> ParseSocketName(std::string_view name) {
  size_t underscore = name.rfind('_');
  if (underscore == std::string_view::npos || underscore == 0) return std::nullopt;
  auto port = ParsePort(name.substr(underscore + 1));
  if (!port) return std::nullopt;
  return SocketName{std::string(name.substr(0, underscore)), *port};
}

std::string MakeSocketName(std::string_view where, uint32_t port) { return StrCat(where, "_", port); }

std::optional<uint32_t> ParsePortTableName(std::string_view name) { return ParsePort(name); }

}  // namespace weft::translate
