// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "weft/context.h"

namespace weft {
namespace {

using std::chrono::nanoseconds;

// Longer waits are none. Keeps what follows clear of overflow: of the units, hours alone could.
constexpr int64_t kLongestHours = 365 * 24;
constexpr std::chrono::milliseconds kLongest = std::chrono::hours(kLongestHours);
constexpr size_t kMostGrpcDigits = 8;

// A positive number and nothing else.
std::optional<int64_t> PositiveNumber(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

std::optional<nanoseconds> ExpectedTimeout(std::string_view milliseconds) {
  const auto value = PositiveNumber(milliseconds);
  if (!value || *value > kLongest.count()) return std::nullopt;
  return std::chrono::milliseconds(*value);
}

// gRPC over HTTP/2: TimeoutValue TimeoutUnit, at most eight digits.
std::optional<nanoseconds> GrpcTimeout(std::string_view text) {
  if (text.size() < 2 || text.size() > kMostGrpcDigits + 1) return std::nullopt;
  const auto value = PositiveNumber(text.substr(0, text.size() - 1));
  if (!value) return std::nullopt;
  switch (text.back()) {
    case 'H':
      if (*value > kLongestHours) return std::nullopt;
      return std::chrono::hours(*value);
    case 'M':
      return std::chrono::minutes(*value);
    case 'S':
      return std::chrono::seconds(*value);
    case 'm':
      return std::chrono::milliseconds(*value);
    case 'u':
      return std::chrono::microseconds(*value);
    case 'n':
      return nanoseconds(*value);
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<nanoseconds> InboundTimeout(std::string_view expected_timeout_ms, std::string_view grpc_timeout) {
  const auto expected = ExpectedTimeout(expected_timeout_ms);
  const auto grpc = GrpcTimeout(grpc_timeout);
  if (expected && grpc) return std::min(*expected, *grpc);
  return expected ? expected : grpc;
}

}  // namespace weft
