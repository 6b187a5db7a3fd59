// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_retry.h"

#include <gmock/gmock.h>

#include "xds/testing/parsed_route.h"

namespace weft::xds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string RetryRoute(const std::string& policy) {
  return "match { prefix: '/' } route { cluster: 'c' retry_policy { retry_on: '5xx' " + policy + " } }";
}

model::RetryPolicy RetryOf(const std::string& policy) { return GoodRoute(RetryRoute(policy)).retry.value(); }

TEST(ParseRetry, EveryConditionIsItsOwnBit) {
  const std::string conditions =
      "5xx,gateway-error,reset,connect-failure,retriable-4xx,refused-stream,retriable-status-codes,reset-before-request,"
      "unavailable,cancelled,deadline-exceeded,internal,resource-exhausted,retriable-headers,envoy-ratelimited,"
      "http3-post-connect-failure";
  const std::string route = "match { prefix: '/' } route { cluster: 'c' retry_policy { retry_on: '" + conditions + "' } }";
  EXPECT_EQ(GoodRoute(route).retry->retry_on, 0xffffu);
  EXPECT_THAT(IgnoredIn(route), IsEmpty());
  EXPECT_THAT(IgnoredIn("match { prefix: '/' } route { cluster: 'c' retry_policy { retry_on: '5xx, sometimes' } }"),
              ElementsAre("virtual_hosts[0].routes[0].route.retry_policy.retry_on \"sometimes\""));
}

TEST(ParseRetry, HeadersOfRequestAndResponseAreMatchers) {
  const model::RetryPolicy retry = RetryOf(
      "retriable_headers { name: 'X-Again' exact_match: 'yes' } retriable_request_headers { name: 'x-safe' present_match: true "
      "}");
  ASSERT_EQ(retry.retriable_headers.size(), 1u);
  EXPECT_EQ(retry.retriable_headers[0].name, "x-again");
  ASSERT_EQ(retry.retriable_request_headers.size(), 1u);
  EXPECT_EQ(retry.retriable_request_headers[0].type, model::HeaderMatcher::Type::kPresent);
  EXPECT_THAT(WhyRefused(RetryRoute("retriable_headers { exact_match: 'x' }")),
              HasSubstr("route.retry_policy.retriable_headers[0].name: required value"));
}

TEST(ParseRetry, TheServerMaySetWhenToTryAgain) {
  const model::RetryPolicy retry = RetryOf(
      "rate_limited_retry_back_off { reset_headers { name: 'Retry-After' } "
      "reset_headers { name: 'X-Reset' format: UNIX_TIMESTAMP } max_interval { seconds: 60 } }");
  EXPECT_THAT(retry.reset_headers, ElementsAre(model::ResetHeader{"retry-after", model::ResetHeader::Format::kSeconds},
                                               model::ResetHeader{"x-reset", model::ResetHeader::Format::kUnixTimestamp}));
  EXPECT_EQ(retry.reset_max_interval, std::chrono::seconds(60));
  EXPECT_EQ(RetryOf("rate_limited_retry_back_off { reset_headers { name: 'r' } }").reset_max_interval,
            std::chrono::seconds(300));
  EXPECT_THAT(WhyRefused(RetryRoute("rate_limited_retry_back_off {}")),
              HasSubstr("retry_policy.rate_limited_retry_back_off.reset_headers: required value"));
  EXPECT_THAT(WhyRefused(RetryRoute("rate_limited_retry_back_off { reset_headers { format: SECONDS } }")),
              HasSubstr("rate_limited_retry_back_off.reset_headers[0].name: required value"));
}

TEST(ParseRetry, PreviousHostsAreFoundByNameOrType) {
  EXPECT_TRUE(RetryOf("retry_host_predicate { name: 'envoy.retry_host_predicates.previous_hosts' }").exclude_previous_hosts);
  EXPECT_TRUE(RetryOf("retry_host_predicate { name: 'x' typed_config { type_url: "
                      "'type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate' } }")
                  .exclude_previous_hosts);
  EXPECT_THAT(IgnoredIn(RetryRoute("retry_host_predicate { name: 'other' } retry_priority { name: 'p' }")),
              ElementsAre(HasSubstr("retry_host_predicate[0] \"other\""), HasSubstr("retry_policy.retry_priority \"p\"")));
}

TEST(ParseRetry, RetriesMayLeaveThePrioritiesTheyTried) {
  const auto priorities = [](const std::string& fields) {
    return "retry_priority { name: 'x' typed_config { "
           "[type.googleapis.com/envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig] { " +
           fields + " } } }";
  };
  EXPECT_EQ(RetryOf("").priority_update_frequency, 0u);
  EXPECT_EQ(RetryOf(priorities("update_frequency: 2")).priority_update_frequency, 2u);
  EXPECT_THAT(WhyRefused(RetryRoute(priorities(""))),
              HasSubstr("retry_policy.retry_priority.typed_config.update_frequency: must be greater than 0"));
}

TEST(ParseRetry, ThePolicyOfTheHostIsForRoutesWithoutOne) {
  const std::string of_host = "retry_policy { retry_on: 'reset' num_retries { value: 7 } }";
  EXPECT_EQ(GoodRoute(kAnyPathToC, of_host).retry->num_retries, 7u);
  EXPECT_EQ(GoodRoute(RetryRoute("num_retries { value: 2 }"), of_host).retry->num_retries, 2u);
  EXPECT_FALSE(GoodRoute(RetryRoute("num_retries {}"), of_host).retry);
  EXPECT_THAT(WhyRefused(kAnyPathToC, "retry_policy { retry_back_off {} }"),
              HasSubstr("virtual_hosts[0].retry_policy.retry_back_off.base_interval"));
}

}  // namespace
}  // namespace weft::xds
