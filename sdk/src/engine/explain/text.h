// SPDX-License-Identifier: Apache-2.0
// Parts of a route as text, for explanations.
#pragma once

#include <optional>
#include <string>

#include "model/route/headers.h"
#include "model/route/match.h"
#include "model/string_matcher.h"
#include "model/units.h"
#include "weft/request.h"

namespace weft::engine {

// "10s", "1.5s", "250ms", "3us": exact, in the largest unit that keeps it at least 1.
std::string DurationText(model::Duration duration);

// "90", "33.3333": at most four decimals, none that are 0.
std::string PercentText(double percent);
inline double PercentOf(const model::Fraction& fraction) { return fraction.per_million / 10'000.0; }

// The conditions of retry_on with commas: "5xx,reset".
std::string RetryOnText(uint32_t retry_on);

// "set x-user: jason", "add ...", "add if absent ...", "set if present ...", "remove x-user".
std::string EditText(const model::HeaderEdit& edit);

// "is \"x\"", "starts with \"x\"", ..., of any text.
std::string StringText(const model::StringMatcher& string);

// "starts with \"/a\"", "is \"/a\" in any letter case", "matches the pattern \"...\"", "is \"/a\" or below it".
std::string PathText(const model::PathMatcher& path);

// Why a route does not take a request, as text; nothing when the condition holds.
//   path "/a" does not start with "/b"
//   header "end-user" is "x", must be exactly "jason"
//   query parameter "q" is missing
std::optional<std::string> PathFailure(const model::PathMatcher& path, const RequestHead& head);
std::optional<std::string> HeaderFailure(const model::HeaderMatcher& header, const RequestHead& head);
std::optional<std::string> QueryFailure(const model::QueryMatcher& query, const RequestHead& head);

}  // namespace weft::engine
