// SPDX-License-Identifier: Apache-2.0
// What a route changes in the headers of a message.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace weft::model {

// One change of a message's headers. Values of kAppend and kSet may hold %VAR% expressions (engine/header_expression.h).
struct HeaderEdit {
  enum class Kind : uint8_t { kRemove, kAppend, kAppendIfAbsent, kSet, kSetIfPresent };
  Kind kind = Kind::kSet;
  std::string name;   // lower case
  std::string value;  // unused by kRemove
  bool operator==(const HeaderEdit&) const = default;
};

// In the order in which they are applied.
struct HeaderEdits {
  std::vector<HeaderEdit> request;
  std::vector<HeaderEdit> response;
  bool empty() const { return request.empty() && response.empty(); }
  bool operator==(const HeaderEdits&) const = default;
};

}  // namespace weft::model
