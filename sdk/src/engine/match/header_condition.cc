// SPDX-License-Identifier: Apache-2.0
#include "engine/match/header_condition.h"

#include "absl/container/inlined_vector.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "base/field_path.h"
#include "engine/match/bytes.h"

namespace weft::engine {

using HeaderType = model::HeaderMatcher::Type;

absl::StatusOr<HeaderCondition> HeaderCondition::Compile(const model::HeaderMatcher& matcher) {
  HeaderCondition condition;
  condition.name_ = absl::AsciiStrToLower(matcher.name);
  if (condition.name_.empty()) return Within(FieldError("must not be empty"), ".name");
  condition.source_ = SourceOf(condition.name_);
  condition.type_ = matcher.type;
  condition.present_ = matcher.present;
  condition.invert_ = matcher.invert;
  condition.missing_is_empty_ = matcher.treat_missing_as_empty;
  condition.range_start_ = matcher.range_start;
  condition.range_end_ = matcher.range_end;
  if (matcher.type == HeaderType::kString) {
    auto string = StringCondition::Compile(matcher.string);
    if (!string.ok()) return Within(string.status(), ".string");
    condition.string_ = *std::move(string);
  }
  return condition;
}

HeaderCondition::Source HeaderCondition::SourceOf(std::string_view name) {
  if (name == ":method") return Source::kMethod;
  if (name == ":authority" || name == "host") return Source::kAuthority;
  if (name == ":scheme") return Source::kScheme;
  if (name == ":path") return Source::kPath;
  return Source::kHeader;
}

bool HeaderCondition::PseudoHeaderHolds(const RequestHead& head) const {
  const std::string_view values[] = {"", head.method, head.authority, head.scheme, head.path};  // by Source
  return ValueHolds(values[static_cast<size_t>(source_)]);
}

bool HeaderCondition::HeaderHolds(absl::Span<const HeaderRef> headers) const {
  const HeaderRef* only = nullptr;
  const std::string_view name = name_;
  for (const HeaderRef& header : headers) {
    if (!SameFolded(name, header.name)) continue;
    if (only != nullptr) return JoinedHolds(headers);
    only = &header;
  }
  return only != nullptr ? ValueHolds(only->value) : MissingHolds();
}

bool HeaderCondition::MissingHolds() const {
  if (type_ == HeaderType::kPresent) return PresentHolds(false);
  return missing_is_empty_ && ValueHolds("");
}

// The values of a repeated header, joined on the stack up to 512 bytes.
bool HeaderCondition::JoinedHolds(absl::Span<const HeaderRef> headers) const {
  absl::InlinedVector<char, 512> joined;
  for (const HeaderRef& header : headers) {
    if (!SameFolded(name_, header.name)) continue;
    joined.insert(joined.end(), header.value.begin(), header.value.end());
    joined.push_back(',');
  }
  return ValueHolds({joined.data(), joined.size() - 1});
}

bool HeaderCondition::InRange(std::string_view value) const {
  int64_t number;
  return absl::SimpleAtoi(absl::string_view(value.data(), value.size()), &number) && number >= range_start_ &&
         number < range_end_;
}

}  // namespace weft::engine
