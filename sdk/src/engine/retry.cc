#include "engine/retry.h"

#include <algorithm>

namespace weft::engine {
namespace {

bool RetriesOn(const model::RetryPolicy& policy, std::initializer_list<model::RetryOn> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](model::RetryOn word) { return (policy.retry_on & static_cast<uint32_t>(word)) != 0; });
}

bool RetriesStatus(const model::RetryPolicy& policy, int status) {
  using enum model::RetryOn;
  if (status >= 500 && status <= 599 && RetriesOn(policy, {k5xx})) return true;
  if (status >= 502 && status <= 504 && RetriesOn(policy, {kGatewayError})) return true;
  if (status == 409 && RetriesOn(policy, {kRetriable4xx})) return true;
  const auto& codes = policy.retriable_status_codes;
  return RetriesOn(policy, {kRetriableStatusCodes}) &&
         std::find(codes.begin(), codes.end(), static_cast<uint32_t>(status)) != codes.end();
}

}  // namespace

bool ShouldRetry(const model::RetryPolicy& policy, const Outcome& outcome) {
  using enum model::RetryOn;
  switch (outcome.kind) {
    case Outcome::Kind::kResponse:
      return RetriesStatus(policy, outcome.status);
    case Outcome::Kind::kConnectFailure:
      return RetriesOn(policy, {k5xx, kGatewayError, kReset, kConnectFailure, kResetBeforeRequest});
    case Outcome::Kind::kReset:
    case Outcome::Kind::kTimeout:
      return RetriesOn(policy, {k5xx, kGatewayError, kReset});
    case Outcome::Kind::kRefused:
      return RetriesOn(policy, {k5xx, kGatewayError, kReset, kRefusedStream, kResetBeforeRequest});
    case Outcome::Kind::kCancelled:
      break;
  }
  return false;
}

model::Duration BackOff(const model::RetryPolicy& policy, uint32_t retry, Random& random) {
  int64_t ceiling = std::min(policy.base_interval, policy.max_interval).count();
  for (; retry > 0 && ceiling > 0 && ceiling < policy.max_interval.count(); --retry) {
    ceiling = ceiling > policy.max_interval.count() / 2 ? policy.max_interval.count() : ceiling * 2;
  }
  return model::Duration(random.Below64(static_cast<uint64_t>(std::max<int64_t>(ceiling, 0))));
}

}  // namespace weft::engine
