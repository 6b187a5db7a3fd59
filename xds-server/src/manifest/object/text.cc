// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/text.h"

#include <charconv>

namespace weft::manifest {

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool IsOneOf(char c, std::string_view characters) { return characters.find(c) != std::string_view::npos; }

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::pair<std::string_view, std::string_view> Cut(std::string_view text, char separator) {
  size_t end = text.find(separator);
  if (end == std::string_view::npos) return {text, {}};
  return {text.substr(0, end), text.substr(end + 1)};
}

std::optional<uint32_t> ParseUint(std::string_view text) {
  uint32_t number = 0;
  auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace weft::manifest
