// SPDX-License-Identifier: Apache-2.0
// Which requests a route takes. Source: envoy.config.route.v3.RouteMatch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/string_matcher.h"
#include "model/units.h"

namespace weft::model {

// A missing header matches nothing, inverted or not, unless `treat_missing_as_empty`; kPresent alone looks at absence.
// Repeated headers are joined with commas before matching. `:method`, `:authority`, `:scheme` and `:path` name the head's
// parts.
struct HeaderMatcher {
  enum class Type : uint8_t { kString, kPresent, kRange };
  std::string name;  // lower case
  Type type = Type::kString;
  StringMatcher string;
  bool present = true;      // kPresent: must the header be there?
  int64_t range_start = 0;  // kRange: [start, end)
  int64_t range_end = 0;
  bool invert = false;
  bool treat_missing_as_empty = false;
  bool operator==(const HeaderMatcher&) const = default;
};

// Query parameters are case-sensitive; of a repeated one the first counts. Without a `string` presence decides.
struct QueryMatcher {
  std::string name;
  std::optional<StringMatcher> string;
  bool operator==(const QueryMatcher&) const = default;
};

// Tested on the path without its query.
struct PathMatcher {
  enum class Type : uint8_t { kPrefix, kExact, kRegex, kSegmentPrefix };
  Type type = Type::kPrefix;
  std::string value = "/";
  bool ignore_case = false;  // exact and prefixes only
  bool operator==(const PathMatcher&) const = default;
};

struct RouteMatch {
  PathMatcher path;
  std::vector<HeaderMatcher> headers;
  std::vector<QueryMatcher> query;
  std::optional<Fraction> fraction;  // of the requests that match otherwise
  bool operator==(const RouteMatch&) const = default;
};

}  // namespace weft::model
