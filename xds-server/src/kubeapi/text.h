// Cutting text into pieces that are views of it.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.h"

namespace weft::kubeapi {

// All pieces between `separator`, also empty ones: "" is one empty piece.
inline std::vector<std::string_view> SplitText(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (size_t end; (end = text.find(separator)) != std::string_view::npos; text.remove_prefix(end + 1)) {
    pieces.push_back(text.substr(0, end));
  }
  pieces.push_back(text);
  return pieces;
}

// What is before and after the first `separator`; all is before when there is none.
inline std::pair<std::string_view, std::string_view> CutText(std::string_view text, char separator) {
  size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace weft::kubeapi
