#include "engine/retry.h"

#include <gtest/gtest.h>

namespace weft::engine {
namespace {

using enum model::RetryOn;
using std::chrono::milliseconds;

model::RetryPolicy On(std::initializer_list<model::RetryOn> words) {
  model::RetryPolicy policy;
  for (const model::RetryOn word : words) policy.retry_on |= static_cast<uint32_t>(word);
  return policy;
}

struct RetryRow {
  model::RetryOn word;
  bool s500, s503, s409, connect, reset, timeout;
};

TEST(Retry, EveryWordCoversWhatItsTableSays) {
  const RetryRow rows[] = {
      {k5xx, true, true, false, true, true, true},
      {kGatewayError, false, true, false, true, true, true},
      {kReset, false, false, false, true, true, true},
      {kConnectFailure, false, false, false, true, false, false},
      {kResetBeforeRequest, false, false, false, true, false, false},
      {kRetriable4xx, false, false, true, false, false, false},
      {kRetriableStatusCodes, false, false, false, false, false, false},
      {kRefusedStream, false, false, false, false, false, false},
      {kUnavailable, false, false, false, false, false, false},
  };
  for (const RetryRow& row : rows) {
    const model::RetryPolicy policy = On({row.word});
    SCOPED_TRACE(static_cast<uint32_t>(row.word));
    EXPECT_EQ(ShouldRetry(policy, Outcome::Response(500)), row.s500);
    EXPECT_EQ(ShouldRetry(policy, Outcome::Response(503)), row.s503);
    EXPECT_EQ(ShouldRetry(policy, Outcome::Response(409)), row.s409);
    EXPECT_EQ(ShouldRetry(policy, Outcome::ConnectFailure()), row.connect);
    EXPECT_EQ(ShouldRetry(policy, Outcome::Reset()), row.reset);
    EXPECT_EQ(ShouldRetry(policy, Outcome::Timeout()), row.timeout);
    EXPECT_FALSE(ShouldRetry(policy, Outcome::Response(200)));
    EXPECT_FALSE(ShouldRetry(policy, Outcome::Cancelled()));
  }
}

TEST(Retry, ListedCodesCountOnlyWithTheirWord) {
  model::RetryPolicy policy = On({kRetriableStatusCodes});
  policy.retriable_status_codes = {418, 503};
  EXPECT_TRUE(ShouldRetry(policy, Outcome::Response(418)));
  EXPECT_FALSE(ShouldRetry(policy, Outcome::Response(500)));
  policy.retry_on = 0;
  EXPECT_FALSE(ShouldRetry(policy, Outcome::Response(418)));
}

TEST(Retry, GatewayErrorsAre502To504) {
  EXPECT_FALSE(ShouldRetry(On({kGatewayError}), Outcome::Response(501)));
  EXPECT_TRUE(ShouldRetry(On({kGatewayError}), Outcome::Response(502)));
  EXPECT_TRUE(ShouldRetry(On({kGatewayError}), Outcome::Response(504)));
  EXPECT_FALSE(ShouldRetry(On({kGatewayError}), Outcome::Response(505)));
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

}  // namespace
}  // namespace weft::engine
