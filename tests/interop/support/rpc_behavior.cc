// SPDX-License-Identifier: Apache-2.0
#include "interop/support/rpc_behavior.h"

#include <cstdlib>
#include <vector>

#include "absl/strings/str_split.h"

namespace weft::test {
namespace {

bool Consume(const char* prefix, std::string& text) {
  if (!text.starts_with(prefix)) return false;
  text.erase(0, std::string_view(prefix).size());
  return true;
}

int Number(const std::string& text) { return std::atoi(text.c_str()); }

void ReadPart(std::string part, RpcBehavior& behavior) {
  if (part == "keep-open")
    behavior.keep_open = true;
  else if (Consume("sleep-", part))
    behavior.sleep = std::chrono::milliseconds(Number(part));
  else if (Consume("error-code-", part))
    behavior.error = static_cast<::grpc::StatusCode>(Number(part));
  else if (Consume("succeed-on-retry-attempt-", part))
    behavior.succeed_on_retry = Number(part);
  else
    behavior.error = ::grpc::StatusCode::INVALID_ARGUMENT;
}

}  // namespace

RpcBehavior ParseRpcBehavior(std::string_view text, std::string_view hostname) {
  RpcBehavior behavior;
  const std::vector<std::string> parts = absl::StrSplit(std::string(text), ',', absl::SkipEmpty());
  for (std::string part : parts) {
    part.erase(0, part.find_first_not_of(' '));
    if (Consume("hostname=", part)) {
      const size_t end = part.find(' ');
      if (part.substr(0, end) != hostname || end == std::string::npos) continue;
      part.erase(0, end + 1);
    }
    ReadPart(part, behavior);
  }
  return behavior;
}

::grpc::StatusCode StatusOf(const RpcBehavior& behavior, int attempts) {
  const bool again = behavior.succeed_on_retry >= 0 && attempts >= behavior.succeed_on_retry;
  return again ? ::grpc::StatusCode::OK : behavior.error;
}

}  // namespace weft::test
