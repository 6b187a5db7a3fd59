// SPDX-License-Identifier: Apache-2.0
// Why a condition does not hold. Whether it holds is decided by the code that decisions use; here it is only written as text.
#include <string_view>

#include "base/strings.h"
#include "engine/explain/text.h"
#include "engine/match/header_condition.h"
#include "engine/match/path_index.h"
#include "engine/match/query_condition.h"

namespace weft::engine {
namespace {

std::string Quoted(std::string_view text) { return StrCat("\"", text, "\""); }

// "be exactly \"x\"", "start with \"x\"", to stand behind "must" or "must not".
std::string StringDemand(const model::StringMatcher& matcher) {
  using Type = model::StringMatcher::Type;
  const char* verb = "match the pattern ";
  switch (matcher.type) {
    case Type::kExact:
      verb = "be exactly ";
      break;
    case Type::kPrefix:
      verb = "start with ";
      break;
    case Type::kSuffix:
      verb = "end with ";
      break;
    case Type::kContains:
      verb = "contain ";
      break;
    case Type::kRegex:
      break;
  }
  const bool any_case = matcher.ignore_case && matcher.type != Type::kRegex;
  return StrCat(verb, Quoted(matcher.value), any_case ? " in any letter case" : "");
}

// "must be there", "must not start with \"x\"", ...
std::string HeaderDemand(const model::HeaderMatcher& matcher, bool missing) {
  using Type = model::HeaderMatcher::Type;
  if (matcher.type == Type::kPresent) return matcher.present != matcher.invert ? "must be there" : "must not be there";
  const std::string demand = matcher.type == Type::kString
                                 ? StringDemand(matcher.string)
                                 : StrCat("be a number from ", matcher.range_start, " to below ", matcher.range_end);
  if (!matcher.invert) return "must " + demand;
  return StrCat(missing && !matcher.treat_missing_as_empty ? "must be there and not " : "must not ", demand);
}

// The values as the condition sees them: repeated headers joined with commas.
std::optional<std::string> HeaderValueOf(std::string_view name, const RequestHead& head) {
  if (name == ":method") return std::string(head.method);
  if (name == ":authority" || name == "host") return std::string(head.authority);
  if (name == ":scheme") return std::string(head.scheme);
  if (name == ":path") return std::string(head.path);
  std::optional<std::string> joined;
  for (const HeaderRef& header : head.headers) {
    if (!EqualsIgnoreCase(header.name, name)) continue;
    joined = joined ? StrCat(*joined, ",", header.value) : std::string(header.value);
  }
  return joined;
}

std::string HeaderSubject(std::string_view name) {
  if (name == ":method" || name == ":authority" || name == ":scheme") return std::string(name.substr(1));
  if (name == ":path") return "path with query";
  return "header " + Quoted(name);
}

std::string Unusable(const absl::Status& status) { return StrCat("cannot be used", status.message()); }

std::string PathDemand(const model::PathMatcher& path) {
  using Type = model::PathMatcher::Type;
  const std::string text = PathText(path);
  if (path.type == Type::kPrefix) return "does not start" + text.substr(std::string_view("starts").size());
  if (path.type == Type::kRegex) return "does not match" + text.substr(std::string_view("matches").size());
  const std::string_view rest = std::string_view(text).substr(std::string_view("is ").size());
  return path.type == Type::kExact ? StrCat("is not ", rest) : StrCat("is neither ", Quoted(path.value), " nor below it");
}

}  // namespace

std::optional<std::string> PathFailure(const model::PathMatcher& path, const RequestHead& head) {
  model::Route route;
  route.match.path = path;
  const auto index = PathIndex::Compile({std::move(route)});
  if (!index.ok()) return Unusable(index.status());
  const std::string_view text = head.path.substr(0, head.path.find('?'));
  if (index->Find(text).Next() != Candidates::kEnd) return std::nullopt;
  return StrCat("path ", Quoted(text), " ", PathDemand(path));
}

std::optional<std::string> HeaderFailure(const model::HeaderMatcher& header, const RequestHead& head) {
  const auto condition = HeaderCondition::Compile(header);
  if (!condition.ok()) return Unusable(condition.status());
  if (condition->Holds(head)) return std::nullopt;
  const auto value = HeaderValueOf(ToLower(header.name), head);
  return StrCat(HeaderSubject(ToLower(header.name)), " is ", value ? Quoted(*value) : "missing", ", ",
                HeaderDemand(header, !value.has_value()));
}

std::optional<std::string> QueryFailure(const model::QueryMatcher& query, const RequestHead& head) {
  const auto condition = QueryCondition::Compile(query);
  if (!condition.ok()) return Unusable(condition.status());
  const std::string_view text = QueryOf(head.path);
  if (condition->Holds(text)) return std::nullopt;
  const auto value = QueryParameter(text, query.name);
  const std::string subject = StrCat("query parameter ", Quoted(query.name), " is ", value ? Quoted(*value) : "missing");
  return query.string ? StrCat(subject, ", must ", StringDemand(*query.string)) : subject;
}

}  // namespace weft::engine
