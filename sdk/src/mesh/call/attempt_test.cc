// SPDX-License-Identifier: Apache-2.0
// What a transport may report of an attempt, and when the attempt counts as in flight.
#include <gmock/gmock.h>

#include "mesh/testing/call_fixture.h"

namespace weft::mesh {
namespace {

class AttemptTest : public CallFixture {
 protected:
  bool InFlight() { return mesh_->Dump().find("in flight 1") != std::string::npos; }
};

TEST_F(AttemptTest, AWholeAnswerTakesOneReport) {
  Serve([](auto&) {});
  Call call = StartCall();
  Step step = SkipWaits(call);
  EXPECT_TRUE(InFlight());
  std::get<Send>(step).attempt.Finish(Outcome::Response(200));
  EXPECT_FALSE(InFlight());
}

TEST_F(AttemptTest, AStreamedAnswerIsInFlightUntilItsBodyHasEnded) {
  Serve([](auto&) {});
  Call call = StartCall();
  Step step = SkipWaits(call);
  Attempt& attempt = std::get<Send>(step).attempt;
  attempt.Finish(Outcome::Head(200));
  EXPECT_EQ(std::get<Done>(call.Next()).outcome.status, 200);
  EXPECT_TRUE(InFlight());
  attempt.Finish(Outcome::Reset());  // only the first counts
  EXPECT_TRUE(InFlight());
  attempt.Complete(BodyEnd::kComplete);
  EXPECT_FALSE(InFlight());
  attempt.Complete(BodyEnd::kBroken);
  EXPECT_EQ(std::get<Done>(call.Next()).outcome.status, 200);
}

TEST_F(AttemptTest, AStreamThatIsTriedAgainIsOverByItself) {
  Serve([](auto& route) { AddRetries(route, "5xx", 1); });
  Call call = StartCall();
  Step first = SkipWaits(call);
  std::get<Send>(first).attempt.Finish(Outcome::Head(503));
  EXPECT_TRUE(InFlight());
  Step second = call.Next();
  ASSERT_TRUE(std::holds_alternative<Wait>(second));
  EXPECT_FALSE(InFlight());
  second = SkipWaits(call);
  std::get<Send>(first).attempt.Complete(BodyEnd::kComplete);  // of the answer that was dropped
  EXPECT_TRUE(InFlight());
  std::get<Send>(second).attempt.Finish(Outcome::Response(200));
  EXPECT_EQ(std::get<Done>(call.Next()).outcome.status, 200);
}

TEST_F(AttemptTest, AnEndWithoutAnAnswerHasAReason) {
  using Kind = Outcome::Kind;
  Serve([](auto&) {});
  for (const auto& [end, kind] : {std::pair(BodyEnd::kBroken, Kind::kReset), std::pair(BodyEnd::kTimeout, Kind::kTimeout),
                                  std::pair(BodyEnd::kCancelled, Kind::kCancelled)}) {
    Call call = StartCall();
    Step step = SkipWaits(call);
    std::get<Send>(step).attempt.Complete(end);
    EXPECT_EQ(std::get<Done>(call.Next()).outcome.kind, kind);
  }
}

TEST_F(AttemptTest, OneThatIsDroppedAfterItsHeadWasCancelled) {
  Serve([](auto&) {});
  Call call = StartCall();
  {
    Step step = SkipWaits(call);
    std::get<Send>(step).attempt.Finish(Outcome::Head(200));
    (void)call.Next();
  }
  EXPECT_FALSE(InFlight());
  EXPECT_EQ(std::get<Done>(call.Next()).outcome.status, 200) << "the caller has the head";
}

TEST_F(AttemptTest, MovesAndTakesItsReportAlong) {
  Serve([](auto&) {});
  Call call = StartCall();
  std::optional<Attempt> kept;
  {
    Step step = SkipWaits(call);
    kept.emplace(std::move(std::get<Send>(step).attempt));
  }
  EXPECT_TRUE(InFlight());
  Attempt again = *std::move(kept);
  again.Finish(Outcome::Response(201));
  EXPECT_EQ(std::get<Done>(call.Next()).outcome.status, 201);
}

TEST_F(AttemptTest, TheConnectionIsNamed) {
  Serve([](auto&) {});
  Call call = StartCall();
  const Step step = SkipWaits(call);
  const Connection& connection = std::get<Send>(step).connection;
  EXPECT_EQ(connection.address, "127.0.0.1");
  EXPECT_EQ(connection.id, "127.0.0.1:" + std::to_string(connection.port));
  EXPECT_FALSE(connection.tls);
  EXPECT_EQ(connection.server_name, "");
  EXPECT_GT(connection.connect_timeout.count(), 0);
}

TEST_F(AttemptTest, ACallMayOutliveItsMesh) {
  Serve([](auto&) {});
  Call call = StartCall();
  Step step = SkipWaits(call);
  Call late = StartCall();
  mesh_.reset();
  std::get<Send>(step).attempt.Finish(Outcome::Response(200));
  EXPECT_EQ(std::get<Done>(call.Next()).outcome.status, 200);
  (void)late.Next();
}

#if !defined(NDEBUG) && !defined(WEFT_THREAD_SANITIZER)  // TSan does not follow a fork of a process with threads
TEST_F(AttemptTest, OneThatOutlivesItsCallEndsADebugBuild) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Serve([](auto&) {});
  const auto outlive = [this] {
    std::optional<Step> step;
    Call call = StartCall();
    step.emplace(SkipWaits(call));
  };
  EXPECT_DEATH(outlive(), "an Attempt outlives its Call");
}
#endif

}  // namespace
}  // namespace weft::mesh
