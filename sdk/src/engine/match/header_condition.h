// SPDX-License-Identifier: Apache-2.0
// A HeaderMatcher compiled, and how it finds its header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/match/string_condition.h"
#include "model/route/match.h"
#include "weft/request.h"

namespace weft::engine {

// Immutable, thread-safe.
class HeaderCondition {
 public:
  // Fails with a FieldError at `.name` or `.string.value`.
  static absl::StatusOr<HeaderCondition> Compile(const model::HeaderMatcher& matcher);

  bool Holds(const RequestHead& head) const {
    return source_ == Source::kHeader ? HeaderHolds(head.headers) : PseudoHeaderHolds(head);
  }

 private:
  // What the name refers to. `host` is the authority, as HTTP/1 transports write it.
  enum class Source : uint8_t { kHeader, kMethod, kAuthority, kScheme, kPath };

  static Source SourceOf(std::string_view name);
  bool PseudoHeaderHolds(const RequestHead& head) const;
  bool HeaderHolds(absl::Span<const HeaderRef> headers) const;
  bool MissingHolds() const;
  bool JoinedHolds(absl::Span<const HeaderRef> headers) const;
  bool PresentHolds(bool present) const { return (present == present_) != invert_; }
  [[gnu::always_inline]] bool ValueHolds(std::string_view value) const {
    if (type_ == model::HeaderMatcher::Type::kPresent) return PresentHolds(true);
    return (type_ == model::HeaderMatcher::Type::kString ? string_.Matches(value) : InRange(value)) != invert_;
  }
  bool InRange(std::string_view value) const;

  std::string name_;
  Source source_ = Source::kHeader;
  model::HeaderMatcher::Type type_ = model::HeaderMatcher::Type::kString;
  bool present_ = true;
  bool invert_ = false;
  bool missing_is_empty_ = false;
  int64_t range_start_ = 0;
  int64_t range_end_ = 0;
  StringCondition string_;
};

}  // namespace weft::engine
