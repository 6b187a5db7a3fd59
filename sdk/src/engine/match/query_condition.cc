// SPDX-License-Identifier: Apache-2.0
#include "engine/match/query_condition.h"

#include <algorithm>

#include "base/field_path.h"

namespace weft::engine {

std::string_view QueryOf(std::string_view path) {
  const size_t mark = path.find('?');
  return mark == std::string_view::npos ? std::string_view() : path.substr(mark + 1);
}

std::optional<std::string_view> QueryParameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    const size_t equals = parameter.find('=');
    if (parameter.substr(0, equals) == name && !parameter.empty()) {
      return equals == std::string_view::npos ? std::string_view() : parameter.substr(equals + 1);
    }
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
  }
  return std::nullopt;
}

absl::StatusOr<QueryCondition> QueryCondition::Compile(const model::QueryMatcher& matcher) {
  QueryCondition condition;
  condition.name_ = matcher.name;
  if (!matcher.string) return condition;
  auto string = StringCondition::Compile(*matcher.string);
  if (!string.ok()) return Within(string.status(), ".string");
  condition.string_ = *std::move(string);
  return condition;
}

bool QueryCondition::Holds(std::string_view query) const {
  const std::optional<std::string_view> value = QueryParameter(query, name_);
  return value && (!string_ || string_->Matches(*value));
}

}  // namespace weft::engine
