// Strings. Abseil as distributions build it may have a string_view type of its own, to which std::string_view does not convert;
// these take anything that std::string_view is made from.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace weft::registry {

inline void AppendPiece(std::string& out, std::string_view piece) { out.append(piece); }

template <typename Number>
requires std::is_arithmetic_v<Number>
void AppendPiece(std::string& out, Number number) { out.append(std::to_string(number)); }

// Abseil's own view.
template <typename View>
requires(!std::is_convertible_v<View, std::string_view> &&
         requires(View view) { view.data()[view.size()]; }) void AppendPiece(std::string& out, View view) {
  out.append(view.data(), view.size());
}

// The pieces, strings and numbers, one after the other.
template <typename... Pieces>
std::string Cat(const Pieces&... pieces) {
  std::string out;
  (AppendPiece(out, pieces), ...);
  return out;
}

// ASCII only.
std::string Lower(std::string_view text);

// The parts between the separators; one empty part for an empty text.
std::vector<std::string_view> Split(std::string_view text, char separator);

}  // namespace weft::registry
