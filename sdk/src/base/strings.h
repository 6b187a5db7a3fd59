// SPDX-License-Identifier: Apache-2.0
// Abseil's string functions for std::string_view, and splitting.
//
// Where Abseil was built with a string_view of its own (Debian 12), the two types do not convert into each other; these few
// adapters make the same code compile there and where they are one type.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace weft {

inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view ToStd(absl::string_view text) { return {text.data(), text.size()}; }

// Passes everything on but std::string_view.
template <typename T>
decltype(auto) StrCatArgument(const T& value) {
  if constexpr (std::is_same_v<T, std::string_view>) {
    return ToAbsl(value);
  } else {
    return (value);
  }
}

// absl::StrCat and absl::StrAppend.
template <typename... T>
std::string StrCat(const T&... values) {
  return absl::StrCat(StrCatArgument(values)...);
}
template <typename... T>
void StrAppend(std::string* out, const T&... values) {
  absl::StrAppend(out, StrCatArgument(values)...);
}

inline std::string ToLower(std::string_view text) { return absl::AsciiStrToLower(ToAbsl(text)); }
inline bool EqualsIgnoreCase(std::string_view a, std::string_view b) { return absl::EqualsIgnoreCase(ToAbsl(a), ToAbsl(b)); }
inline std::string_view Strip(std::string_view text) { return ToStd(absl::StripAsciiWhitespace(ToAbsl(text))); }
// The parts between the separators, as views of `text`; an empty text is one empty part.
inline std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t end; (end = text.find(separator)) != std::string_view::npos; text.remove_prefix(end + 1)) {
    parts.push_back(text.substr(0, end));
  }
  parts.push_back(text);
  return parts;
}
inline bool ConsumePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace weft
