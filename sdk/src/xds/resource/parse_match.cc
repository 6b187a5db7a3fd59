// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_match.h"

#include "base/status_macros.h"
#include "base/strings.h"
#include "re2/re2.h"
#include "xds/resource/proto_fields.h"

namespace weft::xds {
namespace {

namespace route = ::envoy::config::route::v3;
namespace matcher = ::envoy::type::matcher::v3;
using model::StringMatcher;

absl::StatusOr<model::QueryMatcher> QueryFromProto(const route::QueryParameterMatcher& proto, const std::string& path) {
  model::QueryMatcher query{proto.name(), std::nullopt};
  if (query.name.empty()) return FieldErrorAt(path + ".name", "required value");
  using Proto = route::QueryParameterMatcher;
  if (proto.query_parameter_match_specifier_case() == Proto::kPresentMatch && !proto.present_match()) {
    return FieldErrorAt(path + ".present_match", "false is not supported; a parameter can only be asked for");
  }
  if (proto.query_parameter_match_specifier_case() != Proto::kStringMatch) return query;
  WEFT_ASSIGN_OR_RETURN(query.string, StringFromProto(proto.string_match(), path + ".string_match"));
  return query;
}

absl::StatusOr<model::PathMatcher> PathFromProto(const route::RouteMatch& proto, const std::string& path) {
  using Type = model::PathMatcher::Type;
  const bool ignore_case = proto.has_case_sensitive() && !proto.case_sensitive().value();
  switch (proto.path_specifier_case()) {
    case route::RouteMatch::kPrefix:
      return model::PathMatcher{Type::kPrefix, proto.prefix(), ignore_case};
    case route::RouteMatch::kPath:
      return model::PathMatcher{Type::kExact, proto.path(), ignore_case};
    case route::RouteMatch::kSafeRegex:
      WEFT_RETURN_IF_ERROR(CheckRegex(proto.safe_regex().regex(), path + ".safe_regex"));
      return model::PathMatcher{Type::kRegex, proto.safe_regex().regex(), false};
    case route::RouteMatch::kPathSeparatedPrefix:
      return model::PathMatcher{Type::kSegmentPrefix, proto.path_separated_prefix(), ignore_case};
    case route::RouteMatch::PATH_SPECIFIER_NOT_SET:
      break;
  }
  return FieldErrorAt(path, "exactly one of prefix, path, safe_regex, path_separated_prefix is required");
}

}  // namespace

absl::Status CheckRegex(const std::string& regex, const std::string& path) {
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 compiled(regex, options);
  if (compiled.ok()) return absl::OkStatus();
  return FieldErrorAt(path, StrCat("\"", regex, "\" is not an RE2 regular expression: ", compiled.error()));
}

absl::StatusOr<StringMatcher> StringFromProto(const matcher::StringMatcher& proto, const std::string& path) {
  using Type = StringMatcher::Type;
  switch (proto.match_pattern_case()) {
    case matcher::StringMatcher::kExact:
      return StringMatcher{Type::kExact, proto.exact(), proto.ignore_case()};
    case matcher::StringMatcher::kPrefix:
      return StringMatcher{Type::kPrefix, proto.prefix(), proto.ignore_case()};
    case matcher::StringMatcher::kSuffix:
      return StringMatcher{Type::kSuffix, proto.suffix(), proto.ignore_case()};
    case matcher::StringMatcher::kContains:
      return StringMatcher{Type::kContains, proto.contains(), proto.ignore_case()};
    case matcher::StringMatcher::kSafeRegex:
      WEFT_RETURN_IF_ERROR(CheckRegex(proto.safe_regex().regex(), path + ".safe_regex"));
      return StringMatcher{Type::kRegex, proto.safe_regex().regex(), false};
    case matcher::StringMatcher::MATCH_PATTERN_NOT_SET:
      break;
  }
  return FieldErrorAt(path, "exactly one of exact, prefix, suffix, contains, safe_regex is required");
}

absl::StatusOr<model::HeaderMatcher> HeaderFromProto(const route::HeaderMatcher& proto, const std::string& path) {
  using Proto = route::HeaderMatcher;
  using Type = model::HeaderMatcher::Type;
  model::HeaderMatcher header;
  header.name = ToLower(proto.name());
  header.invert = proto.invert_match();
  header.treat_missing_as_empty = proto.treat_missing_header_as_empty();
  if (header.name.empty()) return FieldErrorAt(path + ".name", "required value");
  switch (proto.header_match_specifier_case()) {
    case Proto::kExactMatch:
      header.string = {StringMatcher::Type::kExact, proto.exact_match(), false};
      break;
    case Proto::kPrefixMatch:
      header.string = {StringMatcher::Type::kPrefix, proto.prefix_match(), false};
      break;
    case Proto::kSuffixMatch:
      header.string = {StringMatcher::Type::kSuffix, proto.suffix_match(), false};
      break;
    case Proto::kContainsMatch:
      header.string = {StringMatcher::Type::kContains, proto.contains_match(), false};
      break;
    case Proto::kSafeRegexMatch:
      WEFT_RETURN_IF_ERROR(CheckRegex(proto.safe_regex_match().regex(), path + ".safe_regex_match"));
      header.string = {StringMatcher::Type::kRegex, proto.safe_regex_match().regex(), false};
      break;
    case Proto::kStringMatch: {
      WEFT_ASSIGN_OR_RETURN(header.string, StringFromProto(proto.string_match(), path + ".string_match"));
      break;
    }
    case Proto::kRangeMatch:
      header.type = Type::kRange;
      header.range_start = proto.range_match().start();
      header.range_end = proto.range_match().end();
      break;
    case Proto::kPresentMatch:
      header.type = Type::kPresent;
      header.present = proto.present_match();
      break;
    case Proto::HEADER_MATCH_SPECIFIER_NOT_SET:  // Envoy: presence
      header.type = Type::kPresent;
      break;
  }
  return header;
}

absl::StatusOr<model::RouteMatch> MatchFromProto(const route::RouteMatch& proto, const std::string& path) {
  model::RouteMatch match;
  WEFT_ASSIGN_OR_RETURN(match.path, PathFromProto(proto, path));
  for (int i = 0; i < proto.headers_size(); ++i) {
    WEFT_ASSIGN_OR_RETURN(auto header, HeaderFromProto(proto.headers(i), StrCat(path, ".headers[", i, "]")));
    match.headers.push_back(std::move(header));
  }
  for (int i = 0; i < proto.query_parameters_size(); ++i) {
    WEFT_ASSIGN_OR_RETURN(auto query, QueryFromProto(proto.query_parameters(i), StrCat(path, ".query_parameters[", i, "]")));
    match.query.push_back(std::move(query));
  }
  if (proto.has_runtime_fraction()) {
    WEFT_ASSIGN_OR_RETURN(match.fraction,
                          FractionFromProto(proto.runtime_fraction().default_value(), path + ".runtime_fraction"));
  }
  return match;
}

}  // namespace weft::xds
