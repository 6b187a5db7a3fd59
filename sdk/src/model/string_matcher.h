// SPDX-License-Identifier: Apache-2.0
// A condition on a text: one of the few forms that xDS has for it. Source: envoy.type.matcher.v3.StringMatcher.
#pragma once

#include <cstdint>
#include <string>

namespace weft::model {

struct StringMatcher {
  enum class Type : uint8_t { kExact, kPrefix, kSuffix, kContains, kRegex };  // regex: RE2, whole value
  Type type = Type::kExact;
  std::string value;
  bool ignore_case = false;
  bool operator==(const StringMatcher&) const = default;
};

}  // namespace weft::model
