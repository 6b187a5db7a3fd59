// SPDX-License-Identifier: Apache-2.0
#include "engine/match/regex.h"

#include "base/field_path.h"

namespace weft::engine {

absl::StatusOr<std::unique_ptr<const RE2>> CompileRuleRegex(const std::string& pattern) {
  auto regex = std::make_unique<const RE2>(pattern, RuleRegexOptions());
  if (regex->ok()) return regex;
  return FieldError("\"", pattern, "\" is not an RE2 pattern: ", regex->error());
}

}  // namespace weft::engine
