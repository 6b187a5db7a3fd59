// SPDX-License-Identifier: Apache-2.0
// Retries, timeouts and faults of a rule.
#include "manifest/virtual_service/http_retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/test_rules.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Retrying(std::string_view retries) { return Rule("retries: {" + std::string(retries) + "}"); }
std::string Delaying(std::string_view delay) { return Rule("fault: {delay: {" + std::string(delay) + "}}"); }
std::string Aborting(std::string_view abort) { return Rule("fault: {abort: {" + std::string(abort) + "}}"); }

TEST(HttpRetry, TellsAbsentFromEmpty) {
  EXPECT_FALSE(ParsedRule(Rule("")).retries.has_value());
  HttpRetry empty = *ParsedRule(Retrying("")).retries;
  EXPECT_EQ(empty.attempts, 0);
  EXPECT_EQ(empty.retry_on, "");
  EXPECT_FALSE(empty.ignore_previous_hosts.has_value());
  EXPECT_FALSE(empty.remote_localities);
  HttpRetry full =
      *ParsedRule(
           Retrying("attempts: 2, retryOn: 5xx, backoff: 1s, retryRemoteLocalities: true, retryIgnorePreviousHosts: false"))
           .retries;
  EXPECT_EQ(full.attempts, 2);
  EXPECT_EQ(full.retry_on, "5xx");
  EXPECT_EQ(full.backoff, absl::Seconds(1));
  EXPECT_TRUE(full.remote_localities);
  EXPECT_EQ(full.ignore_previous_hosts, false);
}

TEST(HttpRetry, NeedsAttemptsForItsSettings) {
  ExpectProblems(
      {{Retrying("")},
       {Retrying("attempts: 0, retryOn: '', backoff: 1s")},
       {Retrying("attempts: -1"), "spec.http[0].retries.attempts: Invalid value: -1: must be 0 or more"},
       {Retrying("retryOn: 5xx"),
        "spec.http[0].retries.retryOn: Invalid value: \"5xx\": has no effect when attempts is 0; set attempts to 1 or more"},
       {Retrying("perTryTimeout: 1s"),
        "spec.http[0].retries.perTryTimeout: Invalid value: \"1s\": has no effect when attempts is 0; set attempts to 1 or "
        "more"},
       {Retrying("retryRemoteLocalities: false"),
        "spec.http[0].retries.retryRemoteLocalities: Invalid value: false: has no effect when attempts is 0; set attempts to 1 "
        "or more"}});
}

TEST(HttpRetry, ChecksDurations) {
  ExpectProblems(
      {{Retrying("attempts: 1, perTryTimeout: 1ms, backoff: 1ms")},
       {Retrying("attempts: 1, perTryTimeout: 0s"),
        "spec.http[0].retries.perTryTimeout: Invalid value: \"0s\": must be 1ms or more; leave the field out for none"},
       {Retrying("attempts: 1, backoff: 999us"),
        "spec.http[0].retries.backoff: Invalid value: \"999us\": must be 1ms or more; leave the field out for none"}});
}

TEST(HttpRetry, KnowsEveryConditionAndStatus) {
  for (std::string_view word : {"5xx",
                                "gateway-error",
                                "reset",
                                "reset-before-request",
                                "connect-failure",
                                "retriable-4xx",
                                "refused-stream",
                                "retriable-status-codes",
                                "retriable-headers",
                                "envoy-ratelimited",
                                "http3-post-connect-failure",
                                "cancelled",
                                "deadline-exceeded",
                                "internal",
                                "resource-exhausted",
                                "unavailable",
                                "100",
                                "418",
                                "503",
                                "511"}) {
    EXPECT_THAT(ProblemsOf(Retrying("attempts: 1, retryOn: '" + std::string(word) + "'")), IsEmpty()) << word;
  }
  EXPECT_THAT(ProblemsOf(Retrying("attempts: 1, retryOn: '5xx,reset,503'")), IsEmpty());
  for (std::string_view bad : {" reset", "reset ", "5XX", "timeout", "0", "99", "209", "306", "430", "509", "600", "-1"}) {
    EXPECT_THAT(
        ProblemsOf(Retrying("attempts: 1, retryOn: '5xx," + std::string(bad) + "'")),
        ElementsAre(HasSubstr("spec.http[0].retries.retryOn: Invalid value: \"5xx," + std::string(bad) + "\": \"" +
                              std::string(bad) + "\" is no condition; must be HTTP statuses or words of 5xx, gateway-error,")))
        << bad;
  }
  EXPECT_THAT(ProblemsOf(Retrying("attempts: 1, retryOn: '5xx,,reset'")), ElementsAre(HasSubstr("\"\" is no condition")));
}

TEST(HttpTimeout, IsWholeMillisecondsFromOne) {
  for (std::string_view good : {"1ms", "10s", "0.5s", "1h", "1m30s", "250ms"}) {
    EXPECT_THAT(ProblemsOf(Rule("timeout: " + std::string(good))), IsEmpty()) << good;
  }
  ExpectProblems(
      {{Rule("timeout: 0s"), "spec.http[0].timeout: Invalid value: \"0s\": must be 1ms or more; leave the field out for none"},
       {Rule("timeout: 999us"),
        "spec.http[0].timeout: Invalid value: \"999us\": must be 1ms or more; leave the field out for none"},
       {Rule("timeout: 1.5ms"), "spec.http[0].timeout: Invalid value: \"1.5ms\": must be whole milliseconds"},
       {Rule("timeout: -1s"), "spec.http[0].timeout: Invalid value: \"-1s\": must not be negative"},
       {Rule("timeout: soon"),
        "spec.http[0].timeout: Invalid value: \"soon\": must be a duration with its unit, such as 10s, 250ms or 1h"},
       {Rule("timeout: '10'"),
        "spec.http[0].timeout: Invalid value: \"10\": must be a duration with its unit, such as 10s, 250ms or 1h"},
       {Rule("timeout: inf"),
        "spec.http[0].timeout: Invalid value: \"inf\": must be a duration with its unit, such as 10s, 250ms or 1h"}});
}

TEST(HttpFault, ChecksDelays) {
  ExpectProblems(
      {{Delaying("fixedDelay: 1ms, percentage: {value: 0.0001}")},
       {Delaying("fixedDelay: 1s, percent: 100")},
       {Delaying("fixedDelay: 1s, percentage: {value: 0}")},
       {Rule("fault: {}"), "spec.http[0].fault: Required value: must have delay, abort, or both"},
       {Delaying("percent: 1"), "spec.http[0].fault.delay.fixedDelay: Required value: a delay needs its length"},
       {Delaying("fixedDelay: 0s, percent: 1"),
        "spec.http[0].fault.delay.fixedDelay: Invalid value: \"0s\": must be 1ms or more; leave the field out for none"},
       {Delaying("fixedDelay: 1s, exponentialDelay: 1s, percent: 1"),
        "spec.http[0].fault.delay.exponentialDelay: Forbidden: is not supported; use fixedDelay"},
       {Delaying("fixedDelay: 1s, percentage: {value: 101}"),
        "spec.http[0].fault.delay.percentage.value: Invalid value: 101: must be 0, or from 0.0001 to 100"},
       {Delaying("fixedDelay: 1s, percentage: {value: 0.00001}"),
        "spec.http[0].fault.delay.percentage.value: Invalid value: 1e-05: must be 0, or from 0.0001 to 100"},
       {Delaying("fixedDelay: 1s, percent: -1"),
        "spec.http[0].fault.delay.percent: Invalid value: -1: must be from 0 to 100"}});
  EXPECT_THAT(WarningsOf(Delaying("fixedDelay: 1s")),
              ElementsAre("spec.http[0].fault.delay: without a percentage no call is delayed"));
}

TEST(HttpFault, ChecksAborts) {
  ExpectProblems({{Aborting("httpStatus: 200, percentage: {value: 1}")},
                  {Aborting("grpcStatus: UNAUTHENTICATED, percentage: {value: 1}")},
                  {Aborting("httpStatus: 199, percentage: {value: 1}"),
                   "spec.http[0].fault.abort.httpStatus: Invalid value: 199: must be an HTTP status from 200 to 599"},
                  {Aborting("httpStatus: 601, percentage: {value: 1}"),
                   "spec.http[0].fault.abort.httpStatus: Invalid value: 601: must be an HTTP status from 200 to 599"},
                  {Aborting("grpcStatus: '14', percentage: {value: 1}"),
                   "spec.http[0].fault.abort.grpcStatus: Invalid value: \"14\": must be the name of a gRPC status in upper "
                   "case, such as UNAVAILABLE"},
                  {Aborting("grpcStatus: unavailable, percentage: {value: 1}"),
                   "spec.http[0].fault.abort.grpcStatus: Invalid value: \"unavailable\": must be the name of a gRPC status in "
                   "upper case, such as UNAVAILABLE"},
                  {Aborting("httpStatus: 500, http2Error: X, percentage: {value: 1}"),
                   "spec.http[0].fault.abort.http2Error: Forbidden: is not supported; use httpStatus or grpcStatus"},
                  {Aborting("httpStatus: 500, percentage: {value: -1}"),
                   "spec.http[0].fault.abort.percentage.value: Invalid value: -1: must be 0, or from 0.0001 to 100"}});
  EXPECT_THAT(ProblemsOf(Aborting("httpStatus: 500, grpcStatus: OK, percentage: {value: 1}")),
              ElementsAre(HasSubstr("must have only one of httpStatus and grpcStatus")));
  EXPECT_THAT(WarningsOf(Aborting("percentage: {value: 1}")),
              ElementsAre("spec.http[0].fault.abort: without httpStatus or grpcStatus no call fails"));
  EXPECT_THAT(WarningsOf(Aborting("httpStatus: 500")),
              ElementsAre("spec.http[0].fault.abort: without a percentage no call fails"));
}

TEST(HttpFault, WithoutAShareNeverStrikes) {
  EXPECT_EQ(ParsedRule(Delaying("fixedDelay: 1s")).fault->delay->percentage, 0);
  EXPECT_EQ(ParsedRule(Delaying("fixedDelay: 1s, percent: 7")).fault->delay->percentage, 7);
  EXPECT_EQ(ParsedRule(Delaying("fixedDelay: 1s, percent: 7, percentage: {value: 0.5}")).fault->delay->percentage, 0.5);
  EXPECT_EQ(ParsedRule(Aborting("httpStatus: 500")).fault->abort->percentage, 0);
}

}  // namespace
}  // namespace weft::manifest
