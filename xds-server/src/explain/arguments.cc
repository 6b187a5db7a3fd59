// SPDX-License-Identifier: Apache-2.0
#include "explain/arguments.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "base/strings.h"

namespace weft::explain {

namespace {

absl::Status BadArgument(std::string_view flag, std::string_view text, std::string_view right) {
  return absl::InvalidArgumentError(StrCat(flag, " is \"", text, "\"; it must be ", right));
}

constexpr std::string_view kCallerForm =
    "APP[.NAMESPACE][,label=value...], for instance productpage or productpage.shop,version=v1";
constexpr std::string_view kCalleeForm = "HOST[:PORT] as the program dials it, for instance reviews:9080";

bool ParsePort(std::string_view text, uint32_t& port) {
  return absl::SimpleAtoi(ToAbsl(text), &port) && port >= 1 && port <= 65535;
}

}  // namespace

absl::StatusOr<CallerArgument> ParseCaller(std::string_view text) {
  std::vector<std::string_view> parts = Split(text, ',');
  CallerArgument caller;
  size_t dot = parts[0].find('.');
  caller.app = std::string(parts[0].substr(0, dot));
  if (dot != std::string_view::npos) caller.ns = std::string(parts[0].substr(dot + 1));
  bool well_formed = !caller.app.empty() && !caller.ns.empty() && caller.ns.find('.') == std::string::npos &&
                     parts[0].find('=') == std::string_view::npos;
  if (!well_formed) return BadArgument("--from", text, kCallerForm);
  for (size_t i = 1; i < parts.size(); ++i) {
    size_t equals = parts[i].find('=');
    if (equals == 0 || equals == std::string_view::npos) return BadArgument("--from", text, kCallerForm);
    caller.labels[std::string(parts[i].substr(0, equals))] = std::string(parts[i].substr(equals + 1));
  }
  return caller;
}

absl::StatusOr<CalleeArgument> ParseCallee(std::string_view text) {
  std::string_view rest = text;
  ConsumePrefix(rest, "http://");
  CalleeArgument callee;
  std::string_view host = rest, port;
  if (rest.starts_with('[')) {
    size_t end = rest.find(']');
    if (end == std::string_view::npos) return BadArgument("--to", text, kCalleeForm);
    host = rest.substr(1, end - 1);
    port = rest.substr(end + 1);
    if (!port.empty() && !ConsumePrefix(port, ":")) return BadArgument("--to", text, kCalleeForm);
  } else if (std::count(rest.begin(), rest.end(), ':') == 1) {
    host = rest.substr(0, rest.find(':'));
    port = rest.substr(rest.find(':') + 1);
    if (port.empty()) return BadArgument("--to", text, kCalleeForm);
  }
  callee.host = ToLower(host);
  bool well_formed =
      !callee.host.empty() && host.find('/') == std::string_view::npos && (port.empty() || ParsePort(port, callee.port));
  if (!well_formed) return BadArgument("--to", text, kCalleeForm);
  return callee;
}

absl::StatusOr<std::pair<std::string, std::string>> ParseHeaderArgument(std::string_view text) {
  size_t end = text.find_first_of("=:");
  if (end == 0 || end == std::string_view::npos) {
    return BadArgument("--header", text, "NAME=VALUE, for instance end-user=jason");
  }
  return std::pair(ToLower(Strip(text.substr(0, end))), std::string(Strip(text.substr(end + 1))));
}

}  // namespace weft::explain
