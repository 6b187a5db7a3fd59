// SPDX-License-Identifier: Apache-2.0
// Retries and faults.
#include "gmock/gmock.h"
#include "translate/route/fault.h"
#include "translate/route/retry.h"

namespace weft::translate {
namespace {

using ::testing::ElementsAre;

TEST(RetryTranslation, AbsentMeansTwoRetriesOnFailuresBeforeTheServerWorked) {
  auto policy = MakeRetryPolicy(std::nullopt, kWeftClient);
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->num_retries().value(), 2u);
  EXPECT_EQ(policy->retry_on(), "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes");
  EXPECT_FALSE(policy->has_per_try_timeout());
}

TEST(RetryTranslation, RetriesAvoidTheHostsThatFailed) {
  auto policy = MakeRetryPolicy(std::nullopt, kWeftClient);
  ASSERT_EQ(policy->retry_host_predicate_size(), 1);
  EXPECT_EQ(policy->retry_host_predicate(0).name(), "envoy.retry_host_predicates.previous_hosts");
  EXPECT_EQ(policy->retry_host_predicate(0).typed_config().type_url(),
            "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate");
  EXPECT_EQ(policy->host_selection_retry_max_attempts(), 5);
}

TEST(RetryTranslation, AnEmptyBlockSwitchesRetriesOff) { EXPECT_FALSE(MakeRetryPolicy(manifest::HttpRetry{}, kWeftClient)); }

TEST(RetryTranslation, AttemptsWithoutConditionsUseTheDefaultConditions) {
  manifest::HttpRetry retries;
  retries.attempts = 5;
  retries.per_try_timeout = absl::Milliseconds(250);
  auto policy = MakeRetryPolicy(retries, kWeftClient);
  EXPECT_EQ(policy->num_retries().value(), 5u);
  EXPECT_EQ(policy->retry_on(), "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes");
  EXPECT_EQ(policy->per_try_timeout().nanos(), 250'000'000);
}

TEST(RetryTranslation, NumbersAreStatusCodes) {
  manifest::HttpRetry retries;
  retries.attempts = 1;
  retries.retry_on = "5xx, 409,reset,429";
  auto policy = MakeRetryPolicy(retries, kWeftClient);
  EXPECT_EQ(policy->retry_on(), "5xx,reset,retriable-status-codes");
  EXPECT_THAT(policy->retriable_status_codes(), ElementsAre(409, 429));
  retries.retry_on = "retriable-status-codes,503";
  EXPECT_EQ(MakeRetryPolicy(retries, kWeftClient)->retry_on(), "retriable-status-codes");
}

TEST(RetryTranslation, TheBackOffGrowsToTenTimesItsBase) {
  manifest::HttpRetry retries;
  retries.attempts = 1;
  retries.backoff = absl::Milliseconds(40);
  auto policy = MakeRetryPolicy(retries, kWeftClient);
  EXPECT_EQ(policy->retry_back_off().base_interval().nanos(), 40'000'000);
  EXPECT_EQ(policy->retry_back_off().max_interval().nanos(), 400'000'000);
}

manifest::HttpRetry OneRetry() {
  manifest::HttpRetry retries;
  retries.attempts = 1;
  return retries;
}

TEST(RetryTranslation, TheBackOffIsTheClientsWhenNotGiven) {
  EXPECT_FALSE(MakeRetryPolicy(std::nullopt, kWeftClient)->has_retry_back_off());
  EXPECT_FALSE(MakeRetryPolicy(OneRetry(), kWeftClient)->has_retry_back_off());
}

TEST(RetryTranslation, PreviousHostsMayBeTriedAgainWhenTheRuleOrAHashSaysSo) {
  manifest::HttpRetry retries = OneRetry();
  EXPECT_EQ(MakeRetryPolicy(retries, kWeftClient)->retry_host_predicate_size(), 1);
  EXPECT_EQ(MakeRetryPolicy(retries, kWeftClient, true)->retry_host_predicate_size(), 0);
  EXPECT_EQ(MakeRetryPolicy(std::nullopt, kWeftClient, true)->retry_host_predicate_size(), 0);
  retries.ignore_previous_hosts = true;
  EXPECT_EQ(MakeRetryPolicy(retries, kWeftClient, true)->retry_host_predicate_size(), 1) << "the rule beats the hash";
  retries.ignore_previous_hosts = false;
  EXPECT_EQ(MakeRetryPolicy(retries, kWeftClient)->retry_host_predicate_size(), 0);
  EXPECT_EQ(MakeRetryPolicy(retries, kWeftClient)->host_selection_retry_max_attempts(), 0);
}

TEST(RetryTranslation, RemoteLocalitiesArePrioritiesThatWereNotTried) {
  manifest::HttpRetry retries = OneRetry();
  EXPECT_FALSE(MakeRetryPolicy(retries, kWeftClient)->has_retry_priority());
  retries.remote_localities = true;
  auto policy = MakeRetryPolicy(retries, kWeftClient);
  EXPECT_EQ(policy->retry_priority().name(), "envoy.retry_priorities.previous_priorities");
  EXPECT_EQ(policy->retry_priority().typed_config().type_url(),
            "type.googleapis.com/envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig");
  EXPECT_EQ(policy->retry_priority().typed_config().value(), "\x08\x02");
}

TEST(RetryTranslation, GrpcIsSentNoTimeoutForOneTryAndNoPriorities) {
  manifest::HttpRetry retries = OneRetry();
  retries.per_try_timeout = absl::Seconds(1);
  retries.remote_localities = true;
  auto policy = MakeRetryPolicy(retries, kGrpcClient);
  EXPECT_FALSE(policy->has_per_try_timeout());
  EXPECT_FALSE(policy->has_retry_priority());
  EXPECT_EQ(policy->num_retries().value(), 1u);
}

TEST(FaultTranslation, PercentagesArePartsPerMillion) {
  manifest::HttpFault fault;
  fault.delay = manifest::HttpFault::Delay{absl::Milliseconds(1500), 0.0001};
  fault.abort = manifest::HttpFault::Abort{503, std::nullopt, 100};
  auto proto = MakeFault(fault);
  ASSERT_TRUE(proto);
  EXPECT_EQ(proto->delay().fixed_delay().seconds(), 1);
  EXPECT_EQ(proto->delay().percentage().numerator(), 1u);
  EXPECT_EQ(proto->delay().percentage().denominator(), ::envoy::type::v3::FractionalPercent::MILLION);
  EXPECT_EQ(proto->abort().http_status(), 503u);
  EXPECT_EQ(proto->abort().percentage().numerator(), 1'000'000u);
}

TEST(FaultTranslation, AGrpcStatusIsItsNumber) {
  manifest::HttpFault fault;
  fault.abort = manifest::HttpFault::Abort{std::nullopt, 14, 50};
  EXPECT_EQ(MakeFault(fault)->abort().grpc_status(), 14u);
}

TEST(FaultTranslation, WithoutAPercentageNothingEverFires) {
  manifest::HttpFault fault;
  fault.delay = manifest::HttpFault::Delay{absl::Seconds(5), 0};
  fault.abort = manifest::HttpFault::Abort{503, std::nullopt, 0};
  EXPECT_FALSE(MakeFault(fault));
}

}  // namespace
}  // namespace weft::translate
