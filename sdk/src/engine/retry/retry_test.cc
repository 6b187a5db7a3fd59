// SPDX-License-Identifier: Apache-2.0
#include "engine/retry/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "engine/testing/builders.h"

namespace weft::engine {
namespace {

using enum model::RetryOn;
using std::chrono::milliseconds;
using std::chrono::seconds;

CompiledRetryPolicy Compiled(const model::RetryPolicy& policy) {
  auto compiled = CompiledRetryPolicy::Compile(policy);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  return *std::move(compiled);
}

model::RetryPolicy PolicyOn(std::initializer_list<model::RetryOn> conditions) {
  model::RetryPolicy policy;
  for (const model::RetryOn condition : conditions) policy.retry_on |= static_cast<uint32_t>(condition);
  return policy;
}

CompiledRetryPolicy On(std::initializer_list<model::RetryOn> conditions) { return Compiled(PolicyOn(conditions)); }

struct RetryRow {
  model::RetryOn condition;
  bool s500, s503, s409, connect, refused, reset, timeout;
};

TEST(Retry, EveryConditionCoversWhatItsTableDefines) {
  const RetryRow rows[] = {
      {k5xx, true, true, false, true, true, true, true},
      {kGatewayError, false, true, false, true, true, true, true},
      {kReset, false, false, false, true, true, true, true},
      {kConnectFailure, false, false, false, true, false, false, false},
      {kResetBeforeRequest, false, false, false, true, true, false, false},
      {kRefusedStream, false, false, false, false, true, false, false},
      {kRetriable4xx, false, false, true, false, false, false, false},
      {kRetriableStatusCodes, false, false, false, false, false, false, false},
      {kRetriableHeaders, false, false, false, false, false, false, false},
      {kEnvoyRatelimited, false, false, false, false, false, false, false},
      {kUnavailable, false, false, false, false, false, false, false},
      {kHttp3PostConnectFailure, false, false, false, false, false, false, false},
  };
  for (const RetryRow& row : rows) {
    const CompiledRetryPolicy policy = On({row.condition});
    SCOPED_TRACE(static_cast<uint32_t>(row.condition));
    EXPECT_EQ(ShouldRetry(policy, Outcome::Response(500)), row.s500);
    EXPECT_EQ(ShouldRetry(policy, Outcome::Response(503)), row.s503);
    EXPECT_EQ(ShouldRetry(policy, Outcome::Response(409)), row.s409);
    EXPECT_EQ(ShouldRetry(policy, Outcome::ConnectFailure()), row.connect);
    EXPECT_EQ(ShouldRetry(policy, Outcome::Refused()), row.refused);
    EXPECT_EQ(ShouldRetry(policy, Outcome::Reset()), row.reset);
    EXPECT_EQ(ShouldRetry(policy, Outcome::Timeout()), row.timeout);
    EXPECT_FALSE(ShouldRetry(policy, Outcome::Response(200)));
    EXPECT_FALSE(ShouldRetry(policy, Outcome::Cancelled()));
  }
}

TEST(Retry, ListedCodesCountOnlyWithTheirCondition) {
  model::RetryPolicy policy = PolicyOn({kRetriableStatusCodes});
  policy.retriable_status_codes = {418, 503};
  EXPECT_TRUE(ShouldRetry(Compiled(policy), Outcome::Response(418)));
  EXPECT_FALSE(ShouldRetry(Compiled(policy), Outcome::Response(500)));
  policy.retry_on = 0;
  EXPECT_FALSE(ShouldRetry(Compiled(policy), Outcome::Response(418)));
}

TEST(Retry, GatewayErrorsAre502To504) {
  EXPECT_FALSE(ShouldRetry(On({kGatewayError}), Outcome::Response(501)));
  EXPECT_TRUE(ShouldRetry(On({kGatewayError}), Outcome::Response(502)));
  EXPECT_TRUE(ShouldRetry(On({kGatewayError}), Outcome::Response(504)));
  EXPECT_FALSE(ShouldRetry(On({kGatewayError}), Outcome::Response(505)));
}

bool RetriesGrpc(const CompiledRetryPolicy& policy, std::string_view status) {
  const HeaderRef headers[] = {{"content-type", "application/grpc"}, {"Grpc-Status", status}};
  return ShouldRetry(policy, Outcome::Response(200, headers));
}

TEST(Retry, GrpcConditionsLookAtTheGrpcStatusAndAtNothingElse) {
  const std::pair<model::RetryOn, int> conditions[] = {
      {kCancelled, 1}, {kDeadlineExceeded, 4}, {kResourceExhausted, 8}, {kInternal, 13}, {kUnavailable, 14}};
  for (const auto& [condition, code] : conditions) {
    for (int status = 0; status <= 16; ++status) {
      EXPECT_EQ(RetriesGrpc(On({condition}), std::to_string(status)), status == code) << status << " for " << code;
    }
    EXPECT_FALSE(RetriesGrpc(On({condition}), ""));
    EXPECT_FALSE(RetriesGrpc(On({condition}), std::to_string(code) + "x"));
    EXPECT_FALSE(ShouldRetry(On({condition}), Outcome::Response(503)));
    EXPECT_FALSE(ShouldRetry(On({condition}), Outcome::ConnectFailure()));
  }
  EXPECT_FALSE(RetriesGrpc(On({k5xx, kGatewayError, kReset}), "14"));
}

TEST(Retry, ARateLimitedResponseIsRetriedByItsOwnConditionAlone) {
  const HeaderRef headers[] = {{"X-Envoy-RateLimited", "true"}};
  model::RetryPolicy others = PolicyOn({k5xx, kGatewayError, kRetriableStatusCodes, kRetriableHeaders, kUnavailable});
  others.retriable_status_codes = {429, 503};
  others.retriable_headers = {testing::HeaderIs("x-envoy-ratelimited", "true")};
  EXPECT_TRUE(ShouldRetry(Compiled(others), Outcome::Response(429)));
  EXPECT_FALSE(ShouldRetry(Compiled(others), Outcome::Response(429, headers)));
  EXPECT_FALSE(ShouldRetry(Compiled(others), Outcome::Response(503, headers)));
  EXPECT_TRUE(ShouldRetry(On({kEnvoyRatelimited}), Outcome::Response(429, headers)));
  EXPECT_TRUE(ShouldRetry(On({kEnvoyRatelimited}), Outcome::Response(200, headers)));
}

TEST(Retry, AnyOfTheRetriableHeadersWillDo) {
  model::RetryPolicy policy = PolicyOn({kRetriableHeaders});
  policy.retriable_headers = {testing::HeaderIs("x-try", "again"), testing::HeaderIs(":status", "206")};
  const HeaderRef again[] = {{"content-type", "text/plain"}, {"X-Try", "again"}}, never[] = {{"x-try", "never"}};
  EXPECT_TRUE(ShouldRetry(Compiled(policy), Outcome::Response(200, again)));
  EXPECT_FALSE(ShouldRetry(Compiled(policy), Outcome::Response(200, never)));
  EXPECT_TRUE(ShouldRetry(Compiled(policy), Outcome::Response(206, never)));
  policy.retry_on = 0;
  EXPECT_FALSE(ShouldRetry(Compiled(policy), Outcome::Response(200, again)));
}

TEST(Retry, RequestsAreRetriedOnlyWithOneOfTheRetriableRequestHeadersWhereThereAreSome) {
  model::RetryPolicy policy = PolicyOn({k5xx});
  const HeaderRef yes[] = {{"X-Idempotent", "yes"}};
  EXPECT_TRUE(MayRetryRequest(Compiled(policy), testing::Get("/")));
  policy.retriable_request_headers = {testing::HeaderIs(":method", "HEAD"), testing::HeaderIs("x-idempotent", "yes")};
  EXPECT_FALSE(MayRetryRequest(Compiled(policy), testing::Get("/")));
  EXPECT_TRUE(MayRetryRequest(Compiled(policy), testing::Get("/", yes)));
}

TEST(Retry, AHeaderThatCannotBeCompiledIsNamed) {
  model::RetryPolicy policy;
  policy.retriable_headers = {testing::HeaderIs("x", "y"), testing::HeaderIs("x", "(")};
  policy.retriable_headers[1].string.type = model::StringMatcher::Type::kRegex;
  const auto compiled = CompiledRetryPolicy::Compile(policy);
  EXPECT_THAT(std::string(compiled.status().message()), ::testing::StartsWith(".retriable_headers[1].string.value: \"(\""));
}

// The longest and the mean of many draws.
std::pair<model::Duration, model::Duration> Draws(const model::RetryPolicy& policy, uint32_t retry) {
  Random random(5);
  model::Duration longest{0}, sum{0};
  constexpr int kDraws = 20'000;
  for (int i = 0; i < kDraws; ++i) {
    const model::Duration wait = BackOff(policy, retry, random);
    EXPECT_GE(wait.count(), 0);
    longest = std::max(longest, wait);
    sum += wait;
  }
  return {longest, sum / kDraws};
}

TEST(Retry, BackOffDoublesUpToItsMaximumAndIsUniformBelowIt) {
  const model::RetryPolicy policy;  // 25 ms, at most 250 ms
  const milliseconds ceilings[] = {milliseconds(25), milliseconds(50), milliseconds(100), milliseconds(200), milliseconds(250)};
  for (uint32_t retry = 0; retry < 5; ++retry) {
    const auto [longest, mean] = Draws(policy, retry);
    EXPECT_LT(longest, ceilings[retry]);
    EXPECT_GT(longest, ceilings[retry] * 99 / 100);
    EXPECT_NEAR(static_cast<double>(mean.count()), ceilings[retry] / std::chrono::nanoseconds(1) / 2.0, mean.count() / 50.0);
  }
  EXPECT_LT(Draws(policy, 4'000'000'000u).first, milliseconds(250));
}

TEST(Retry, ABackOffOfNothingIsNoWait) {
  model::RetryPolicy policy;
  policy.base_interval = policy.max_interval = model::Duration(0);
  Random random(1);
  EXPECT_EQ(BackOff(policy, 3, random).count(), 0);
}

const auto kNow = WallTime(seconds(784'111'777));  // Sun, 06 Nov 1994 08:49:37 GMT

// The delay that a 503 with these headers leads to, as its bounds: the wish and, at random, up to half of it more.
::testing::Matcher<model::Duration> JitteredFrom(model::Duration requested) {
  return ::testing::AllOf(::testing::Ge(requested), ::testing::Lt(requested + requested / 2 + milliseconds(1)));
}
const auto IsBackOff = ::testing::Lt(milliseconds(25));

model::Duration DelayAfter(const model::RetryPolicy& policy, std::vector<HeaderRef> headers, int status = 503) {
  Random random(3);
  return RetryDelay(Compiled(policy), 0, Outcome::Response(status, headers), random, kNow);
}

TEST(RetryDelay, IsTheBackOffWhenTheServerRequestsNone) {
  Random a(9), b(9);
  const model::RetryPolicy policy;
  EXPECT_EQ(RetryDelay(Compiled(policy), 2, Outcome::Reset(), a, kNow), BackOff(policy, 2, b));
}

TEST(RetryDelay, RetryAfterIsRespectedWithoutBeingConfigured) {
  const model::RetryPolicy policy;
  EXPECT_THAT(DelayAfter(policy, {{"Retry-After", "7"}}), JitteredFrom(seconds(7)));
  EXPECT_THAT(DelayAfter(policy, {{"retry-after", " 7 "}}, 429), JitteredFrom(seconds(7)));
  EXPECT_THAT(DelayAfter(policy, {{"Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT"}}), JitteredFrom(seconds(10)));
}

TEST(RetryDelay, RetryAfterOfOtherStatusesInThePastOrUnreadableIsIgnored) {
  const model::RetryPolicy policy;
  EXPECT_THAT(DelayAfter(policy, {{"retry-after", "7"}}, 500), IsBackOff);
  EXPECT_THAT(DelayAfter(policy, {{"retry-after", "Sun, 06 Nov 1994 08:49:27 GMT"}}), IsBackOff);
  for (const char* value : {"", "soon", "-1", "1.5", "99999999999999999999", "0"}) {
    EXPECT_THAT(DelayAfter(policy, {{"retry-after", value}}), IsBackOff) << value;
  }
}

TEST(RetryDelay, RetryAfterIsCutToItsMaximum) {
  model::RetryPolicy policy;
  policy.reset_max_interval = seconds(60);
  EXPECT_THAT(DelayAfter(policy, {{"retry-after", "3600"}}), JitteredFrom(seconds(60)));
  EXPECT_THAT(DelayAfter(policy, {{"retry-after", "9223372036854775807"}}), JitteredFrom(seconds(60)));
}

TEST(RetryDelay, OfThePolicysResetHeadersTheFirstReadableOneWithinItsMaximumCounts) {
  using Format = model::ResetHeader::Format;
  model::RetryPolicy policy;
  policy.reset_max_interval = seconds(60);
  policy.reset_headers = {{"x-reset-at", Format::kUnixTimestamp}, {"retry-after", Format::kSeconds}};
  EXPECT_THAT(DelayAfter(policy, {{"X-Reset-At", "784111797"}, {"retry-after", "5"}}), JitteredFrom(seconds(20)));
  EXPECT_THAT(DelayAfter(policy, {{"x-reset-at", "784119999"}, {"retry-after", "5"}}), JitteredFrom(seconds(5)));
  EXPECT_THAT(DelayAfter(policy, {{"x-reset-at", "x"}, {"retry-after", "5"}}, 500), JitteredFrom(seconds(5)));
  EXPECT_THAT(DelayAfter(policy, {{"x-reset-at", "9223372036854775807"}, {"retry-after", "61"}}), IsBackOff);
}

TEST(RetryDelay, ThoseWhoWereSentAwayDoNotComeBackAtOnce) {
  const HeaderRef headers[] = {{"retry-after", "10"}};
  Random random(5);
  std::set<model::Duration> delays;
  for (int i = 0; i < 100; ++i) {
    delays.insert(RetryDelay(Compiled(model::RetryPolicy{}), 0, Outcome::Response(503, headers), random, kNow));
  }
  EXPECT_GT(delays.size(), 90u);
  EXPECT_LT(*delays.begin(), milliseconds(10'500));
  EXPECT_GT(*delays.rbegin(), milliseconds(14'500));
}

}  // namespace
}  // namespace weft::engine
