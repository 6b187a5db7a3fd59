#include "engine/header_condition.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "engine/field_path.h"
#include "engine/fold.h"

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

bool HeaderCondition::Holds(const RequestHead& head) const {
  JoinBuffer joined;
  const std::optional<std::string_view> value = Value(head, joined);
  if (type_ == HeaderType::kPresent) return (value.has_value() == present_) != invert_;
  if (!value && !missing_is_empty_) return false;
  return ValueMatches(value.value_or("")) != invert_;
}

bool HeaderCondition::ValueMatches(std::string_view value) const {
  if (type_ == HeaderType::kString) return string_.Matches(value);
  int64_t number;
  return absl::SimpleAtoi(absl::string_view(value.data(), value.size()), &number) && number >= range_start_ && number < range_end_;
}

bool HeaderCondition::Named(const HeaderRef& header) const { return SameFolded(name_, header.name); }

std::optional<std::string_view> HeaderCondition::Value(const RequestHead& head, JoinBuffer& joined) const {
  switch (source_) {
    case Source::kMethod:
      return head.method;
    case Source::kAuthority:
      return head.authority;
    case Source::kScheme:
      return head.scheme;
    case Source::kPath:
      return head.path;
    case Source::kHeader:
      break;
  }
  std::optional<std::string_view> only;
  for (size_t i = 0; i < head.headers.size(); ++i) {
    if (!Named(head.headers[i])) continue;
    if (only) return Join(head.headers, joined);
    only = head.headers[i].value;
  }
  return only;
}

std::string_view HeaderCondition::Join(absl::Span<const HeaderRef> headers, JoinBuffer& joined) const {
  bool first = true;
  for (const HeaderRef& header : headers) {
    if (!Named(header)) continue;
    if (!first) joined.push_back(',');
    first = false;
    joined.insert(joined.end(), header.value.begin(), header.value.end());
  }
  return {joined.data(), joined.size()};
}

}  // namespace weft::engine
