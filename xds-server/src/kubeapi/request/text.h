// SPDX-License-Identifier: Apache-2.0
// Cutting text into pieces that are views of it.
#pragma once

#include <string_view>
#include <utility>

#include "base/strings.h"

namespace weft::kubeapi {

// What is before and after the first `separator`; all is before when there is none.
inline std::pair<std::string_view, std::string_view> CutText(std::string_view text, char separator) {
  size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

}  // namespace weft::kubeapi
