// SPDX-License-Identifier: Apache-2.0
#include "engine/match/string_condition.h"

#include "absl/strings/ascii.h"
#include "base/field_path.h"
#include "engine/match/bytes.h"

namespace weft::engine {
namespace {

using StringType = model::StringMatcher::Type;

bool ContainsFolded(std::string_view text, std::string_view lower) {
  for (size_t at = 0; at + lower.size() <= text.size(); ++at) {
    if (SameFolded(lower, text.substr(at, lower.size()))) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<StringCondition> StringCondition::Compile(const model::StringMatcher& matcher) {
  StringCondition condition;
  condition.type_ = matcher.type;
  if (matcher.type == StringType::kRegex) {
    auto regex = CompileRuleRegex(matcher.value);
    if (!regex.ok()) return Within(regex.status(), ".value");
    condition.regex_ = *std::move(regex);
    return condition;
  }
  condition.ignore_case_ = matcher.ignore_case;
  condition.value_ = matcher.ignore_case ? absl::AsciiStrToLower(matcher.value) : matcher.value;
  return condition;
}

bool StringCondition::MatchesAsIs(std::string_view text) const {
  switch (type_) {
    case StringType::kExact:
      return SameBytes(text, value_);
    case StringType::kPrefix:
      return text.starts_with(value_);
    case StringType::kSuffix:
      return text.ends_with(value_);
    case StringType::kContains:
      return text.find(value_) != std::string_view::npos;
    case StringType::kRegex:
      break;
  }
  return MatchesWhole(*regex_, text);
}

bool StringCondition::MatchesFolded(std::string_view text) const {
  if (type_ == StringType::kContains) return ContainsFolded(text, value_);
  if (text.size() < value_.size()) return false;
  switch (type_) {
    case StringType::kPrefix:
      return SameFolded(value_, text.substr(0, value_.size()));
    case StringType::kSuffix:
      return SameFolded(value_, text.substr(text.size() - value_.size()));
    default:
      return SameFolded(value_, text);
  }
}

}  // namespace weft::engine
