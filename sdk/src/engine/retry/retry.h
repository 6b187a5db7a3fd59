// SPDX-License-Identifier: Apache-2.0
// Whether a failed attempt is tried again, and after how long. Pure functions of the policy.
//
// A condition of retry_on covers classes of outcomes, as the table in retry/classify.h defines, or it looks into the response
// (semantics: Envoy's x-envoy-retry-on and x-envoy-retry-grpc-on):
//
//   retriable-4xx              409
//   retriable-status-codes     those of the list
//   retriable-headers          with one of these headers
//   envoy-ratelimited          with x-envoy-ratelimited
//   cancelled                  grpc-status 1
//   deadline-exceeded          grpc-status 4
//   resource-exhausted         grpc-status 8
//   internal                   grpc-status 13
//   unavailable                grpc-status 14
//   http3-post-connect-failure: nothing here uses HTTP/3
//
// A response with x-envoy-ratelimited means that a limit was passed, and more attempts make that worse: no other condition
// retries it, whatever its status. A caller that gave up is never retried. Methods do not matter: the rule's author has decided
// that the route may be retried.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "base/random.h"
#include "engine/match/header_condition.h"
#include "model/route/retry.h"
#include "model/units.h"
#include "weft/env.h"
#include "weft/request.h"

namespace weft::engine {

// A policy whose header matchers are compiled. Immutable and thread-safe once compiled.
struct CompiledRetryPolicy : model::RetryPolicy {
  // Fails with a FieldError at `.retriable_headers[i]...` or `.retriable_request_headers[i]...`.
  static absl::StatusOr<CompiledRetryPolicy> Compile(const model::RetryPolicy& policy);

  std::vector<HeaderCondition> response_conditions;  // of retriable_headers
  std::vector<HeaderCondition> request_conditions;   // of retriable_request_headers
};

// Whether the policy retries requests such as this one at all: the head has one of retriable_request_headers, or there are
// none.
bool MayRetryRequest(const CompiledRetryPolicy& policy, const RequestHead& head);

// Whether the policy covers this outcome. How many retries are left is the caller's to count, and so is the budget
// (retry_budget.h). Reads outcome.headers.
bool ShouldRetry(const CompiledRetryPolicy& policy, const Outcome& outcome);

// How long to wait before a retry; `retry` counts from 0.
//
// A delay that the server requests comes first. Of the policy's reset_headers the first counts that is there, readable and no
// longer than reset_max_interval, as in Envoy. A policy without any still respects `Retry-After` of a 429 or a 503 (RFC 9110:
// seconds or a date): Envoy would not, but to come back earlier than an overloaded server requests is what makes overloads
// last. That delay is cut to reset_max_interval. A wait that leads beyond the call's deadline ends the call, which is the
// caller's to check. The server names the earliest moment, so up to half of the wait is added at random, lest all who were sent
// away come back at once.
//
// Without such a delay: the exponential back-off below. `now` turns a date into a wait.
model::Duration RetryDelay(const CompiledRetryPolicy& policy, uint32_t retry, const Outcome& outcome, Random& random,
                           WallTime now);

// Exponential with full jitter: uniform in [0, min(max_interval, base_interval * 2^retry)).
model::Duration BackOff(const model::RetryPolicy& policy, uint32_t retry, Random& random);

}  // namespace weft::engine
