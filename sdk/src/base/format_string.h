// SPDX-License-Identifier: Apache-2.0
// Format strings as they stand in the values of header edits: literal text with %COMMAND% expressions in between.
//
//   %COMMAND%            a value of the request, the response or the connection
//   %COMMAND(ARG)%       with an argument: %REQ(x-user?:authority)%, %START_TIME(%Y-%m-%d)%
//   %COMMAND(ARG):12%    cut after 12 characters
//   %%                   a percent sign
//
// Source: Envoy's command operators. Pure functions; thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace weft {

// Literal text, or a command when `command` is not empty.
struct FormatPiece {
  std::string literal = {};  // percent signs are single here
  std::string command = {};
  std::optional<std::string> argument = {};
  std::optional<size_t> max_length = {};  // in bytes
  bool operator==(const FormatPiece&) const = default;
};

// The argument of REQ, RESP and TRAILER: `main?alternative`, in lower case.
struct HeaderChoice {
  std::string main;
  std::string alternative;  // empty: none
  bool operator==(const HeaderChoice&) const = default;
};

// The pieces in their order; no two literals in a row, none for an empty text. InvalidArgument names the position (counted from
// 0) and what is wrong: a lone %, an expression without end, a command that Envoy does not define, an argument that is missing
// or not allowed.
absl::StatusOr<std::vector<FormatPiece>> ParseFormat(std::string_view text);

// InvalidArgument when a name is empty or not a header's, or when there is more than one alternative.
absl::StatusOr<HeaderChoice> ParseHeaderChoice(std::string_view argument);

// Whether Weft has the value of this command. All others are treated as Envoy treats a value that is missing.
bool IsEvaluated(std::string_view command);

}  // namespace weft
