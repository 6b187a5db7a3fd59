// SPDX-License-Identifier: Apache-2.0
// What a call does, step by step, when its route has faults, timeouts and retries.
#include "weft/call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesh/testing/call_fixture.h"

namespace weft::mesh {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

using CallTest = CallFixture;

TEST_F(CallTest, RetriesSkipTheHostThatFailed) {
  Serve([](auto& route) { AddRetries(route, "connect-failure", 2); });
  const auto [ports, end] = Play({Outcome::ConnectFailure(), Outcome::Response(200)});
  ASSERT_EQ(ports.size(), 2u);
  EXPECT_NE(ports[0], ports[1]);
  EXPECT_EQ(std::get<Done>(end).outcome.status, 200);
}

TEST_F(CallTest, RetriesEndAfterTheirNumberAndTheLastOutcomeStands) {
  Serve([](auto& route) { AddRetries(route, "5xx", 2); });
  const auto [ports, end] = Play({Outcome::Response(500), Outcome::Response(502), Outcome::Response(503)});
  EXPECT_EQ(ports.size(), 3u);
  EXPECT_EQ(std::get<Done>(end).outcome.status, 503);
}

TEST_F(CallTest, WhatThePolicyDoesNotNameIsNotRetried) {
  Serve([](auto& route) { AddRetries(route, "connect-failure", 2); });
  const auto [ports, end] = Play({Outcome::Reset()});
  EXPECT_EQ(ports.size(), 1u);
  EXPECT_EQ(std::get<Done>(end).outcome.kind, Outcome::Kind::kReset);
}

TEST_F(CallTest, WithoutAPolicyAFailureIsFinal) {
  Serve([](auto&) {});
  EXPECT_EQ(Play({Outcome::Response(503)}).first.size(), 1u);
}

TEST_F(CallTest, EachTryHasItsOwnTimeout) {
  Serve([](auto& route) {
    AddRetries(route, "5xx", 1);
    route.mutable_route()->mutable_retry_policy()->mutable_per_try_timeout()->set_nanos(40'000'000);
  });
  Call call = StartCall();
  Step step = SkipWaits(call);
  EXPECT_LT(std::get<Send>(step).deadline, Clock::now() + milliseconds(41));
  std::get<Send>(step).attempt.Finish(Outcome::Timeout());
  EXPECT_TRUE(std::holds_alternative<Send>(SkipWaits(call)));
}

TEST_F(CallTest, AnAbortIsAnsweredWithoutAnEndpoint) {
  Serve([](auto& route) { AddFault(route, milliseconds(0), 555); });
  const auto [ports, end] = Play({});
  EXPECT_TRUE(ports.empty());
  EXPECT_EQ(std::get<Reply>(end).status, 555);
  EXPECT_EQ(std::get<Reply>(end).reason, "fault_abort");
}

TEST_F(CallTest, ADelayComesFirstAndTheRoutesTimeoutStartsBehindIt) {
  Serve([](auto& route) {
    AddFault(route, milliseconds(80), 0);
    route.mutable_route()->mutable_timeout()->set_nanos(50'000'000);
  });
  const TimePoint start = Clock::now();
  Call call = StartCall();
  Step step = SkipWaits(call);
  ASSERT_TRUE(std::holds_alternative<Send>(step));
  EXPECT_GE(Clock::now() - start, milliseconds(80));
  EXPECT_GT(std::get<Send>(step).deadline, Clock::now() + milliseconds(20));
}

TEST_F(CallTest, ADelayDoesNotOutliveTheCallersDeadline) {
  Serve([](auto& route) { AddFault(route, milliseconds(900), 0); });
  {
    Call warm = StartCall();
    (void)warm.Next();
    Step ready = SkipWaits(warm);
  }
  Call call = StartCall(milliseconds(50));
  const Step step = SkipWaits(call);
  EXPECT_EQ(std::get<Done>(step).outcome.kind, Outcome::Kind::kTimeout);
}

TEST_F(CallTest, TheRoutesTimeoutIsA504) {
  Serve([](auto& route) { route.mutable_route()->mutable_timeout()->set_nanos(30'000'000); });
  const auto [ports, end] = Play({Outcome::Timeout()});
  EXPECT_EQ(std::get<Reply>(end).status, 504);
}

TEST_F(CallTest, ARequestThatNoRuleMatchesIsA404WithTheReason) {
  Serve([](auto& route) { route.mutable_match()->set_prefix("/only-here"); });
  const auto [ports, end] = Play({});
  EXPECT_EQ(std::get<Reply>(end).status, 404);
  EXPECT_THAT(std::get<Reply>(end).body, HasSubstr("none of the rules in \"routes-shop:9080\" matches GET shop:9080/"));
}

}  // namespace
}  // namespace weft::mesh
