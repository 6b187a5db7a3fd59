// A HeaderMatcher compiled, and how it finds its header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "engine/string_condition.h"
#include "model/route.h"
#include "weft/request.h"

namespace weft::engine {

// Immutable, thread-safe.
class HeaderCondition {
 public:
  // Fails with a FieldError at `.name` or `.string.value`.
  static absl::StatusOr<HeaderCondition> Compile(const model::HeaderMatcher& matcher);

  bool Holds(const RequestHead& head) const;

 private:
  // What the name speaks of. `host` is the authority, as HTTP/1 transports write it.
  enum class Source : uint8_t { kHeader, kMethod, kAuthority, kScheme, kPath };
  // Where the values of a repeated header are joined: on the stack up to 512 bytes.
  using JoinBuffer = absl::InlinedVector<char, 512>;

  static Source SourceOf(std::string_view name);
  bool Named(const HeaderRef& header) const;
  std::optional<std::string_view> Value(const RequestHead& head, JoinBuffer& joined) const;
  std::string_view Join(absl::Span<const HeaderRef> headers, JoinBuffer& joined) const;
  bool ValueMatches(std::string_view value) const;

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
