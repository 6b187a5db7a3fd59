// SPDX-License-Identifier: Apache-2.0
// When a failed attempt is tried again, how often, and at which endpoint. Source: envoy.config.route.v3.RetryPolicy.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/route/match.h"
#include "model/units.h"

namespace weft::model {

// The conditions of retry_on, as bits.
enum class RetryOn : uint32_t {
  k5xx = 1 << 0,
  kGatewayError = 1 << 1,  // 502, 503, 504
  kReset = 1 << 2,         // disconnect, reset or read timeout
  kConnectFailure = 1 << 3,
  kRetriable4xx = 1 << 4,  // 409
  kRefusedStream = 1 << 5,
  kRetriableStatusCodes = 1 << 6,
  kResetBeforeRequest = 1 << 7,
  kUnavailable = 1 << 8,  // the gRPC conditions look at grpc-status
  kCancelled = 1 << 9,
  kDeadlineExceeded = 1 << 10,
  kInternal = 1 << 11,
  kResourceExhausted = 1 << 12,
  kRetriableHeaders = 1 << 13,
  kEnvoyRatelimited = 1 << 14,
  kHttp3PostConnectFailure = 1 << 15,  // nothing here uses HTTP/3: never happens
};

// How retry_on spells them, in the order in which they are printed.
inline constexpr std::pair<std::string_view, RetryOn> kRetryOnNames[] = {
    {"5xx", RetryOn::k5xx},
    {"gateway-error", RetryOn::kGatewayError},
    {"reset", RetryOn::kReset},
    {"reset-before-request", RetryOn::kResetBeforeRequest},
    {"connect-failure", RetryOn::kConnectFailure},
    {"refused-stream", RetryOn::kRefusedStream},
    {"retriable-4xx", RetryOn::kRetriable4xx},
    {"retriable-status-codes", RetryOn::kRetriableStatusCodes},
    {"retriable-headers", RetryOn::kRetriableHeaders},
    {"envoy-ratelimited", RetryOn::kEnvoyRatelimited},
    {"cancelled", RetryOn::kCancelled},
    {"deadline-exceeded", RetryOn::kDeadlineExceeded},
    {"internal", RetryOn::kInternal},
    {"resource-exhausted", RetryOn::kResourceExhausted},
    {"unavailable", RetryOn::kUnavailable},
    {"http3-post-connect-failure", RetryOn::kHttp3PostConnectFailure},
};

// A response header that states when to try again, such as Retry-After.
struct ResetHeader {
  enum class Format : uint8_t { kSeconds, kUnixTimestamp };
  std::string name;  // lower case
  Format format = Format::kSeconds;
  bool operator==(const ResetHeader&) const = default;
};

struct RetryPolicy {
  uint32_t retry_on = 0;  // RetryOn bits
  uint32_t num_retries = 1;
  Duration per_try_timeout{0};  // 0: the route's
  Duration base_interval = std::chrono::milliseconds(25);
  Duration max_interval = std::chrono::milliseconds(250);
  std::vector<uint32_t> retriable_status_codes;
  std::vector<HeaderMatcher> retriable_headers;          // of the response: any
  std::vector<HeaderMatcher> retriable_request_headers;  // none, or any
  std::vector<ResetHeader> reset_headers;                // the first that is there and readable counts
  Duration reset_max_interval = std::chrono::seconds(300);
  bool exclude_previous_hosts = false;
  uint32_t host_selection_attempts = 1;
  // After every so many attempts the priorities that were tried are left; when all were, it starts from the first. 0: never.
  uint32_t priority_update_frequency = 0;
  bool operator==(const RetryPolicy&) const = default;
};

}  // namespace weft::model
