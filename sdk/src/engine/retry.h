// Whether a failed attempt is tried again, and after how long. Pure functions of the policy.
//
// What a word of retry_on covers (semantics: Envoy's x-envoy-retry-on):
//
//   word                      response            no connection   reset   per-try timeout
//   5xx                       500..599            yes             yes     yes
//   gateway-error             502, 503, 504       yes             yes     yes
//   reset                     -                   yes             yes     yes
//   connect-failure           -                   yes             -       -
//   reset-before-request      -                   yes             -       -
//   retriable-4xx             409                 -               -       -
//   retriable-status-codes    those of the list   -               -       -
//
// A caller that gave up is never retried. refused-stream and the gRPC words (unavailable, cancelled, ...) speak of things that
// an HTTP/1 attempt cannot report. Methods do not matter: the rule's author said that the route may be retried.
#pragma once

#include <cstdint>

#include "base/random.h"
#include "model/route.h"
#include "weft/request.h"

namespace weft::engine {

// Whether the policy covers this outcome. How many retries are left is the caller's to count.
bool ShouldRetry(const model::RetryPolicy& policy, const Outcome& outcome);

// How long to wait before a retry; `retry` counts from 0. Exponential with full jitter: uniform in
// [0, min(max_interval, base_interval * 2^retry)).
model::Duration BackOff(const model::RetryPolicy& policy, uint32_t retry, Random& random);

}  // namespace weft::engine
