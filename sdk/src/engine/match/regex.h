// SPDX-License-Identifier: Apache-2.0
// RE2 patterns as rules write them: a pattern must match the whole text.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace weft::engine {

// How every pattern of a rule is read: RE2's own syntax, silent about errors.
inline RE2::Options RuleRegexOptions() { return RE2::Options(RE2::Quiet); }

// A FieldError (field_path.h) names the pattern and what is wrong with it.
absl::StatusOr<std::unique_ptr<const RE2>> CompileRuleRegex(const std::string& pattern);

inline bool MatchesWhole(const RE2& regex, std::string_view text) {
  return RE2::FullMatchN(re2::StringPiece(text.data(), text.size()), regex, nullptr, 0);
}

}  // namespace weft::engine
