// The dates of HTTP headers, `Sun, 06 Nov 1994 08:49:37 GMT`. Source: RFC 9110, 5.6.7.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace weft::engine {

// Seconds since 1970, or nothing when it is no such date. The preferred form alone: servers may send no other. The weekday is
// not checked against the date.
std::optional<int64_t> ParseHttpDate(std::string_view text);

}  // namespace weft::engine
