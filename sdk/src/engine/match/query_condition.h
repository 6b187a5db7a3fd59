// SPDX-License-Identifier: Apache-2.0
// A QueryMatcher compiled, and how it finds its parameter.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/match/string_condition.h"
#include "model/route/match.h"

namespace weft::engine {

// What stands behind the first `?` of a path; nothing when there is none.
std::string_view QueryOf(std::string_view path);

// The value of the first parameter of that name, as sent: nothing is decoded. A parameter without `=` has an empty value.
std::optional<std::string_view> QueryParameter(std::string_view query, std::string_view name);

// Immutable, thread-safe.
class QueryCondition {
 public:
  // Fails with a FieldError at `.string.value`.
  static absl::StatusOr<QueryCondition> Compile(const model::QueryMatcher& matcher);

  bool Holds(std::string_view query) const;

 private:
  std::string name_;
  std::optional<StringCondition> string_;
};

}  // namespace weft::engine
