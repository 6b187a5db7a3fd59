// SPDX-License-Identifier: Apache-2.0
// A StringMatcher compiled: its value folded or its pattern parsed once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/match/bytes.h"
#include "engine/match/regex.h"
#include "model/string_matcher.h"

namespace weft::engine {

// Immutable, thread-safe; Matches allocates nothing.
class StringCondition {
 public:
  // Fails with a FieldError at `.value` when the pattern does not parse. `ignore_case` does not concern patterns.
  static absl::StatusOr<StringCondition> Compile(const model::StringMatcher& matcher);

  bool Matches(std::string_view text) const {
    if (type_ == model::StringMatcher::Type::kExact && !ignore_case_) return SameBytes(text, value_);
    return ignore_case_ ? MatchesFolded(text) : MatchesAsIs(text);
  }

 private:
  bool MatchesAsIs(std::string_view text) const;
  bool MatchesFolded(std::string_view text) const;

  model::StringMatcher::Type type_ = model::StringMatcher::Type::kExact;
  bool ignore_case_ = false;
  std::string value_;  // lower case when the case is ignored
  std::unique_ptr<const RE2> regex_;
};

}  // namespace weft::engine
