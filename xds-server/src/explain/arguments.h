// SPDX-License-Identifier: Apache-2.0
// Who calls what: the arguments of `weftctl explain`, taken apart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object/object.h"

namespace weft::explain {

struct CallerArgument {
  std::string app;
  std::string ns = "default";
  manifest::Labels labels;
};

// "APP[.NS][,label=value...]". Errors say what the argument must look like.
absl::StatusOr<CallerArgument> ParseCaller(std::string_view text);

struct CalleeArgument {
  std::string host;   // lower case
  uint32_t port = 0;  // 0: not given
};

// "HOST[:PORT]"; an IPv6 address with a port stands in brackets.
absl::StatusOr<CalleeArgument> ParseCallee(std::string_view text);

// "name=value", or "name: value" as it is on the wire. Names come out in lower case.
absl::StatusOr<std::pair<std::string, std::string>> ParseHeaderArgument(std::string_view text);

}  // namespace weft::explain
