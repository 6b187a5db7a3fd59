// SPDX-License-Identifier: Apache-2.0
#include "engine/retry/retry.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include "absl/container/inlined_vector.h"
#include "base/dates.h"
#include "base/field_path.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "engine/retry/classify.h"

namespace weft::engine {
namespace {

using enum model::RetryOn;

bool RetriesOn(const model::RetryPolicy& policy, model::RetryOn condition) {
  return (policy.retry_on & static_cast<uint32_t>(condition)) != 0;
}

std::optional<std::string_view> ResponseHeader(const Outcome& outcome, std::string_view name) {
  for (const HeaderRef& header : outcome.headers) {
    if (EqualsIgnoreCase(header.name, name)) return header.value;
  }
  return std::nullopt;
}

// Digits alone; nothing when there is anything else or the number is out of range.
std::optional<int64_t> WholeNumber(std::string_view text) {
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < 0) return std::nullopt;
  return number;
}

bool RetriesStatus(const model::RetryPolicy& policy, int status) {
  if (status == 409 && RetriesOn(policy, kRetriable4xx)) return true;
  const auto& codes = policy.retriable_status_codes;
  return RetriesOn(policy, kRetriableStatusCodes) &&
         std::find(codes.begin(), codes.end(), static_cast<uint32_t>(status)) != codes.end();
}

struct GrpcCondition {
  int64_t status;
  model::RetryOn condition;
};
constexpr GrpcCondition kGrpcConditions[] = {
    {1, kCancelled}, {4, kDeadlineExceeded}, {8, kResourceExhausted}, {13, kInternal}, {14, kUnavailable}};

bool RetriesGrpcStatus(const model::RetryPolicy& policy, const Outcome& outcome) {
  const auto covered = [&](const GrpcCondition& row) { return RetriesOn(policy, row.condition); };
  if (std::none_of(std::begin(kGrpcConditions), std::end(kGrpcConditions), covered)) return false;
  const auto value = ResponseHeader(outcome, "grpc-status");
  const auto status = value ? WholeNumber(*value) : std::nullopt;
  return status && std::any_of(std::begin(kGrpcConditions), std::end(kGrpcConditions),
                               [&](const GrpcCondition& row) { return row.status == *status && covered(row); });
}

// Conditions may name `:status`, as any header of the response.
bool RetriesHeaders(const CompiledRetryPolicy& policy, const Outcome& outcome) {
  if (!RetriesOn(policy, kRetriableHeaders) || policy.response_conditions.empty()) return false;
  const std::string status = std::to_string(outcome.status);
  absl::InlinedVector<HeaderRef, 32> headers(outcome.headers.begin(), outcome.headers.end());
  headers.push_back({":status", status});
  RequestHead response;
  response.headers = headers;
  return std::any_of(policy.response_conditions.begin(), policy.response_conditions.end(),
                     [&](const HeaderCondition& condition) { return condition.Holds(response); });
}

bool IsRateLimited(const Outcome& outcome) { return ResponseHeader(outcome, "x-envoy-ratelimited").has_value(); }

bool RetriesResponse(const CompiledRetryPolicy& policy, const Outcome& outcome) {
  return RetriesStatus(policy, outcome.status) || RetriesHeaders(policy, outcome) || RetriesGrpcStatus(policy, outcome);
}

absl::StatusOr<std::vector<HeaderCondition>> CompileConditions(const std::vector<model::HeaderMatcher>& matchers,
                                                               std::string_view field) {
  std::vector<HeaderCondition> conditions;
  for (size_t i = 0; i < matchers.size(); ++i) {
    auto condition = HeaderCondition::Compile(matchers[i]);
    if (!condition.ok()) return Within(condition.status(), field, "[", i, "]");
    conditions.push_back(*std::move(condition));
  }
  return conditions;
}

// More than any wait that makes sense, and far from where arithmetic overflows.
constexpr int64_t kManySeconds = int64_t{100} * 365 * 24 * 3600;

model::Duration Until(int64_t unix_seconds, WallTime now) {
  const auto then = WallTime(std::chrono::seconds(std::min(unix_seconds, 2 * kManySeconds)));
  return std::max(std::chrono::duration_cast<model::Duration>(then - now), model::Duration(0));
}

model::Duration Seconds(int64_t seconds) { return std::chrono::seconds(std::min(seconds, kManySeconds)); }

std::optional<model::Duration> ReadResetHeader(const model::ResetHeader& header, const Outcome& outcome, WallTime now) {
  const auto value = ResponseHeader(outcome, header.name);
  const auto number = value ? WholeNumber(Strip(*value)) : std::nullopt;
  if (!number) return std::nullopt;
  return header.format == model::ResetHeader::Format::kSeconds ? Seconds(*number) : Until(*number, now);
}

std::optional<model::Duration> ReadRetryAfter(const Outcome& outcome, WallTime now) {
  if (outcome.status != 429 && outcome.status != 503) return std::nullopt;
  const auto value = ResponseHeader(outcome, "retry-after");
  if (!value) return std::nullopt;
  if (const auto seconds = WholeNumber(Strip(*value))) return Seconds(*seconds);
  if (const auto date = ParseHttpDate(Strip(*value))) return Until(*date, now);
  return std::nullopt;
}

// The shortest delay before the next attempt that the server requests.
std::optional<model::Duration> RequestedDelay(const model::RetryPolicy& policy, const Outcome& outcome, WallTime now) {
  if (outcome.kind != Outcome::Kind::kResponse) return std::nullopt;
  for (const model::ResetHeader& header : policy.reset_headers) {
    const auto requested = ReadResetHeader(header, outcome, now);
    if (requested && *requested <= policy.reset_max_interval) return requested;
  }
  if (!policy.reset_headers.empty()) return std::nullopt;
  const auto requested = ReadRetryAfter(outcome, now);
  return requested ? std::optional(std::min(*requested, policy.reset_max_interval)) : std::nullopt;
}

}  // namespace

absl::StatusOr<CompiledRetryPolicy> CompiledRetryPolicy::Compile(const model::RetryPolicy& policy) {
  WEFT_ASSIGN_OR_RETURN(auto response, CompileConditions(policy.retriable_headers, ".retriable_headers"));
  WEFT_ASSIGN_OR_RETURN(auto request, CompileConditions(policy.retriable_request_headers, ".retriable_request_headers"));
  return CompiledRetryPolicy{policy, std::move(response), std::move(request)};
}

bool MayRetryRequest(const CompiledRetryPolicy& policy, const RequestHead& head) {
  const auto& conditions = policy.request_conditions;
  return conditions.empty() || std::any_of(conditions.begin(), conditions.end(),
                                           [&](const HeaderCondition& condition) { return condition.Holds(head); });
}

bool ShouldRetry(const CompiledRetryPolicy& policy, const Outcome& outcome) {
  const bool response = outcome.kind == Outcome::Kind::kResponse;
  if (response && IsRateLimited(outcome)) return RetriesOn(policy, kEnvoyRatelimited);
  if ((policy.retry_on & RetriedOn(Classify(outcome))) != 0) return true;
  return response && RetriesResponse(policy, outcome);
}

model::Duration RetryDelay(const CompiledRetryPolicy& policy, uint32_t retry, const Outcome& outcome, Random& random,
                           WallTime now) {
  const auto requested = RequestedDelay(policy, outcome, now);
  if (!requested || requested->count() == 0) return BackOff(policy, retry, random);
  return *requested + model::Duration(random.Below64(static_cast<uint64_t>(requested->count()) / 2));
}

model::Duration BackOff(const model::RetryPolicy& policy, uint32_t retry, Random& random) {
  int64_t ceiling = std::min(policy.base_interval, policy.max_interval).count();
  for (; retry > 0 && ceiling > 0 && ceiling < policy.max_interval.count(); --retry) {
    ceiling = ceiling > policy.max_interval.count() / 2 ? policy.max_interval.count() : ceiling * 2;
  }
  return model::Duration(random.Below64(static_cast<uint64_t>(std::max<int64_t>(ceiling, 0))));
}

}  // namespace weft::engine
