// SPDX-License-Identifier: Apache-2.0
// Whose deadline bounds a call, and whether it is sent to the server.
#include <gmock/gmock.h>

#include "mesh/testing/call_fixture.h"
#include "weft/context.h"

namespace weft::mesh {
namespace {

using std::chrono::seconds;

class CallDeadlineTest : public CallFixture {
 protected:
  // Of a call with this deadline of its own, made for a request with that one, if it has any.
  Step FirstStep(std::optional<TimePoint> inbound, TimePoint own = TimePoint::max()) {
    Context context;
    context.set_deadline(inbound);
    call_.emplace(mesh_->StartCall({.authority = "shop:9080", .path = "/", .deadline = own, .context = &context}));
    return SkipWaits(*call_);
  }

  std::optional<Call> call_;
};

TEST_F(CallDeadlineTest, TheDefaultIsNotSent) {
  Serve([](auto&) {});
  const Step step = FirstStep(std::nullopt);
  EXPECT_FALSE(std::get<Send>(step).tell_deadline);
  EXPECT_GT(std::get<Send>(step).deadline, Clock::now() + seconds(10));
}

TEST_F(CallDeadlineTest, TheCallersOwnIsSent) {
  Serve([](auto&) {});
  const TimePoint own = Clock::now() + seconds(20);
  const Step step = FirstStep(std::nullopt, own);
  EXPECT_TRUE(std::get<Send>(step).tell_deadline);
  EXPECT_EQ(std::get<Send>(step).deadline, own);
}

TEST_F(CallDeadlineTest, WhatIsLeftOfTheInboundOneBoundsTheCall) {
  Serve([](auto&) {});
  const TimePoint inbound = Clock::now() + seconds(3);
  for (const TimePoint own : {TimePoint::max(), Clock::now() + seconds(9)}) {
    const Step step = FirstStep(inbound, own);
    EXPECT_TRUE(std::get<Send>(step).tell_deadline);
    EXPECT_EQ(std::get<Send>(step).deadline, inbound);
  }
}

TEST_F(CallDeadlineTest, AnInboundOneNeverMakesACallLonger) {
  Serve([](auto&) {});
  const TimePoint own = Clock::now() + seconds(2);
  const Step step = FirstStep(Clock::now() + seconds(60), own);
  EXPECT_EQ(std::get<Send>(step).deadline, own);
}

TEST_F(CallDeadlineTest, TheRoutesTimeoutIsSent) {
  Serve([](auto& route) { route.mutable_route()->mutable_timeout()->set_seconds(1); });
  const Step step = FirstStep(std::nullopt);
  EXPECT_TRUE(std::get<Send>(step).tell_deadline);
  EXPECT_LE(std::get<Send>(step).deadline, Clock::now() + seconds(1));
}

TEST_F(CallDeadlineTest, ATrysTimeoutIsSent) {
  Serve([](auto& route) {
    AddRetries(route, "5xx", 1);
    route.mutable_route()->mutable_retry_policy()->mutable_per_try_timeout()->set_seconds(1);
  });
  const Step step = FirstStep(std::nullopt);
  EXPECT_TRUE(std::get<Send>(step).tell_deadline);
  EXPECT_LE(std::get<Send>(step).deadline, Clock::now() + seconds(1));
}

TEST_F(CallDeadlineTest, TheContextOfTheThreadIsNotTheCallsBusiness) {
  Serve([](auto&) {});
  Context context;
  context.set_deadline(Clock::now() + seconds(1));
  const Context::Scope scope(&context);
  const Step step = FirstStep(std::nullopt);
  EXPECT_GT(std::get<Send>(step).deadline, Clock::now() + seconds(10));
}

TEST_F(CallDeadlineTest, NothingIsSentWhenTheInboundOneHasPassed) {
  Serve([](auto&) {});
  { const Step warm = FirstStep(std::nullopt); }
  const Step step = FirstStep(Clock::now() - seconds(1));
  EXPECT_EQ(std::get<Done>(step).outcome.kind, Outcome::Kind::kTimeout);
}

}  // namespace
}  // namespace weft::mesh
