#include "engine/header_condition.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "engine/bytes.h"
#include "engine/field_path.h"

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
  switch (source_) {
    case Source::kHeader:
      return HeaderHolds(head.headers);
    case Source::kMethod:
      return ValueHolds(head.method);
    case Source::kAuthority:
      return ValueHolds(head.authority);
    case Source::kScheme:
      return ValueHolds(head.scheme);
    case Source::kPath:
      break;
  }
  return ValueHolds(head.path);
}

bool HeaderCondition::HeaderHolds(absl::Span<const HeaderRef> headers) const {
  const HeaderRef* const end = headers.data() + headers.size();
  const HeaderRef* const first = Find(headers.data(), end);
  if (first == end) {
    if (type_ == HeaderType::kPresent) return PresentHolds(false);
    return missing_is_empty_ && ValueHolds("");
  }
  if (Find(first + 1, end) == end) return ValueHolds(first->value);
  JoinBuffer joined;
  return ValueHolds(Join(headers, joined));
}

inline const HeaderRef* HeaderCondition::Find(const HeaderRef* at, const HeaderRef* end) const {
  const std::string_view name = name_;
  while (at != end && !SameFolded(name, at->name)) ++at;
  return at;
}

bool HeaderCondition::InRange(std::string_view value) const {
  int64_t number;
  return absl::SimpleAtoi(absl::string_view(value.data(), value.size()), &number) && number >= range_start_ &&
         number < range_end_;
}

std::string_view HeaderCondition::Join(absl::Span<const HeaderRef> headers, JoinBuffer& joined) const {
  bool first = true;
  for (const HeaderRef& header : headers) {
    if (!SameFolded(name_, header.name)) continue;
    if (!first) joined.push_back(',');
    first = false;
    joined.insert(joined.end(), header.value.begin(), header.value.end());
  }
  return {joined.data(), joined.size()};
}

}  // namespace weft::engine
