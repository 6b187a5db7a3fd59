// SPDX-License-Identifier: Apache-2.0
#include "weft/context.h"

#include <algorithm>

#include "base/strings.h"

namespace weft {

void Context::Set(std::string_view name, std::string_view value) {
  auto same_name = [name](const Header& header) { return EqualsIgnoreCase(header.first, name); };
  auto it = std::find_if(headers_.begin(), headers_.end(), same_name);
  if (value.empty()) {
    if (it != headers_.end()) headers_.erase(it);
  } else if (it != headers_.end()) {
    it->second = value;
  } else {
    headers_.emplace_back(ToLower(name), value);
  }
}

std::optional<std::string_view> Context::Get(std::string_view name) const {
  for (const Header& header : headers_) {
    if (EqualsIgnoreCase(header.first, name)) return header.second;
  }
  return std::nullopt;
}

}  // namespace weft
