// SPDX-License-Identifier: Apache-2.0
// Times as text: of HTTP headers, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7), and of Kubernetes objects,
// `1994-11-06T08:49:37Z` (RFC 3339). Both are in UTC and to the second. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace weft {

// Seconds since 1970, or nothing when it is no such date. The preferred form alone: servers may send no other. The weekday is
// not checked against the date.
std::optional<int64_t> ParseHttpDate(std::string_view text);
std::string FormatHttpDate(absl::Time time);

// Any offset and fractions of a second are read; nothing when it is no such time.
std::optional<absl::Time> ParseRfc3339(std::string_view text);
std::string FormatRfc3339(absl::Time time);

}  // namespace weft
