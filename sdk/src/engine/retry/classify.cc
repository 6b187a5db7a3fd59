// SPDX-License-Identifier: Apache-2.0
#include "engine/retry/classify.h"

#include <initializer_list>
#include <iterator>

namespace weft::engine {
namespace {

using enum model::RetryOn;

constexpr uint32_t BitsOf(std::initializer_list<model::RetryOn> conditions) {
  uint32_t bits = 0;
  for (const model::RetryOn condition : conditions) bits |= static_cast<uint32_t>(condition);
  return bits;
}

struct ClassRow {
  OutcomeClass outcome;
  bool success;
  uint32_t retried_on;
};

constexpr ClassRow kClasses[] = {
    {OutcomeClass::kSuccess, true, 0},
    {OutcomeClass::kServerError, false, BitsOf({k5xx})},
    {OutcomeClass::kGatewayError, false, BitsOf({k5xx, kGatewayError})},
    {OutcomeClass::kInvalidStatus, false, 0},
    {OutcomeClass::kNotConnected, false, BitsOf({k5xx, kGatewayError, kReset, kConnectFailure, kResetBeforeRequest})},
    {OutcomeClass::kRefused, false, BitsOf({k5xx, kGatewayError, kReset, kRefusedStream, kResetBeforeRequest})},
    {OutcomeClass::kBroken, false, BitsOf({k5xx, kGatewayError, kReset})},
    {OutcomeClass::kTimedOut, false, BitsOf({k5xx, kGatewayError, kReset})},
    {OutcomeClass::kCancelled, false, 0},
};

constexpr bool RowsStandInTheirOrder() {
  for (size_t i = 0; i < std::size(kClasses); ++i) {
    if (static_cast<size_t>(kClasses[i].outcome) != i) return false;
  }
  return std::size(kClasses) == static_cast<size_t>(OutcomeClass::kCancelled) + 1;
}
static_assert(RowsStandInTheirOrder());

const ClassRow& RowOf(OutcomeClass outcome) { return kClasses[static_cast<size_t>(outcome)]; }

OutcomeClass ClassOfStatus(int status) {
  if (status < 500) return OutcomeClass::kSuccess;
  if (status > 599) return OutcomeClass::kInvalidStatus;
  return status >= 502 && status <= 504 ? OutcomeClass::kGatewayError : OutcomeClass::kServerError;
}

}  // namespace

OutcomeClass Classify(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::kResponse:
      return ClassOfStatus(outcome.status);
    case Outcome::Kind::kConnectFailure:
      return OutcomeClass::kNotConnected;
    case Outcome::Kind::kRefused:
      return OutcomeClass::kRefused;
    case Outcome::Kind::kReset:
      return OutcomeClass::kBroken;
    case Outcome::Kind::kTimeout:
      return OutcomeClass::kTimedOut;
    case Outcome::Kind::kCancelled:
      break;
  }
  return OutcomeClass::kCancelled;
}

bool IsSuccess(OutcomeClass outcome) { return RowOf(outcome).success; }

uint32_t RetriedOn(OutcomeClass outcome) { return RowOf(outcome).retried_on; }

}  // namespace weft::engine
