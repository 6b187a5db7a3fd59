// SPDX-License-Identifier: Apache-2.0
// What the end of an attempt means for the endpoint and the request: the one table that retries, the retry budget and whatever
// else judges endpoints by their outcomes go by.
//
//   class            what it covers               success  covered by the conditions of retry_on
//   kSuccess         a response below 500         yes      -
//   kServerError     500..599 but the next three  -        5xx
//   kGatewayError    502, 503, 504                -        5xx gateway-error
//   kInvalidStatus   a response above 599         -        -
//   kNotConnected    no connection                -        5xx gateway-error reset connect-failure reset-before-request
//   kRefused         refused unprocessed          -        5xx gateway-error reset refused-stream reset-before-request
//   kBroken          broken on the way            -        5xx gateway-error reset
//   kTimedOut        the attempt's deadline       -        5xx gateway-error reset
//   kCancelled       the caller gave up           -        -
//
// "Refused" is the server's assurance that it has not looked at the request; kNotConnected and kRefused are therefore the only
// ends after which the request certainly did nothing. kBroken and kTimedOut may have left it half done. kCancelled means
// nothing about the endpoint. Conditions that look into a response (its exact status, its headers, grpc-status) stand in
// retry.h.
#pragma once

#include <cstdint>

#include "model/route/retry.h"
#include "weft/request.h"

namespace weft::engine {

enum class OutcomeClass : uint8_t {
  kSuccess,
  kServerError,
  kGatewayError,
  kInvalidStatus,
  kNotConnected,
  kRefused,
  kBroken,
  kTimedOut,
  kCancelled,
};

OutcomeClass Classify(const Outcome& outcome);

// Whether the endpoint did what was requested.
bool IsSuccess(OutcomeClass outcome);

// The conditions of retry_on that cover every outcome of the class, as model::RetryOn bits.
uint32_t RetriedOn(OutcomeClass outcome);

}  // namespace weft::engine
