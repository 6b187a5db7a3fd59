// SPDX-License-Identifier: Apache-2.0
// What an observer of calls is given, and when.
#include <gmock/gmock.h>

#include "base/strings.h"
#include "mesh/testing/call_fixture.h"
#include "weft/testing.h"

namespace weft::mesh {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using weft::testing::FakeEnv;

// Keeps all it receives, as texts.
class Recorder : public CallObserver {
 public:
  void OnStart(const CallStart& call) override { starts.push_back(std::string(call.head.path)); }
  void OnAttemptEnd(const weft::AttemptEnd& attempt) override {
    attempts.push_back(StrCat(attempt.number, " ", attempt.route, " ", attempt.cluster, " ", Answer(attempt.outcome), " body ",
                              static_cast<int>(attempt.body)));
    endpoints.emplace_back(attempt.endpoint);
    latencies.push_back(attempt.latency);
    headers.push_back(attempt.outcome.headers.size());
  }
  void OnEnd(const CallEnd& call) override {
    ends.push_back(StrCat(call.route, " ", call.cluster, " attempts ", call.attempts, " ", Answer(call.outcome), " \"",
                          call.reason, "\" body ", static_cast<int>(call.body)));
    last_endpoint = std::string(call.endpoint);
    latency = call.latency;
  }

  std::vector<std::string> starts, attempts, endpoints, ends;
  std::vector<nanoseconds> latencies;
  std::vector<size_t> headers;
  std::string last_endpoint;
  nanoseconds latency{0};

 private:
  static std::string Answer(const Outcome& outcome) {
    return outcome.kind == Outcome::Kind::kResponse ? StrCat("status ", outcome.status)
                                                    : StrCat("kind ", static_cast<int>(outcome.kind));
  }
};

class CallObserverTest : public CallFixture {
 protected:
  CallObserverTest() {
    mesh_ = control_plane_.StartMesh([](Bootstrap&) {}, {.env = env_, .observer = recorder_});
  }

  // The mesh's time stands still, so that its calls are made when the configuration is there.
  Call StartReadyCall() {
    for (;;) {
      Call call = mesh_->StartCall({.authority = "shop:9080", .path = "/cart"});
      Step step = call.Next();
      auto* wait = std::get_if<Wait>(&step);
      if (wait == nullptr || !wait->for_configuration) break;
      call.Sleep(*wait);
    }
    *recorder_ = Recorder();
    return mesh_->StartCall({.authority = "shop:9080", .path = "/cart"});
  }
  // Waits are over at once.
  Step Next(Call& call) {
    for (;;) {
      Step step = call.Next();
      if (auto* wait = std::get_if<Wait>(&step))
        env_->AdvanceTo(wait->until);
      else
        return step;
    }
  }

  const std::shared_ptr<FakeEnv> env_ = std::make_shared<FakeEnv>();
  const std::shared_ptr<Recorder> recorder_ = std::make_shared<Recorder>();
};

TEST_F(CallObserverTest, GetsStartAttemptAndEndInThisOrderWithAllTheirNames) {
  Serve([](auto& route) { route.set_name("r"); });
  {
    Call call = StartReadyCall();
    EXPECT_THAT(recorder_->starts, ElementsAre("/cart"));
    Step step = Next(call);
    EXPECT_THAT(recorder_->attempts, IsEmpty());
    env_->Advance(milliseconds(7));
    const std::vector<HeaderRef> headers = {{"grpc-status", "0"}};
    std::get<Send>(step).attempt.Finish(Outcome::Response(200, headers));
    EXPECT_THAT(recorder_->attempts, ElementsAre("1 r c1 status 200 body 0"));
    EXPECT_THAT(recorder_->headers, ElementsAre(1u));
    EXPECT_EQ(recorder_->endpoints[0].substr(0, 12), "127.0.0.1:40");
    EXPECT_THAT(recorder_->latencies, ElementsAre(milliseconds(7)));
    EXPECT_THAT(recorder_->ends, IsEmpty());
    (void)call.Next();
    EXPECT_THAT(recorder_->ends, ElementsAre("r c1 attempts 1 status 200 \"\" body 0"));
    EXPECT_EQ(recorder_->last_endpoint, recorder_->endpoints[0]);
    EXPECT_EQ(recorder_->latency, milliseconds(7));
    (void)call.Next();
  }
  EXPECT_EQ(recorder_->ends.size(), 1u) << "neither asking again nor the destructor is another end";
}

TEST_F(CallObserverTest, EachAttemptOfARetriedCallIsNumbered) {
  Serve([](auto& route) { AddRetries(route, "5xx", 2); });
  Call call = StartReadyCall();
  for (const Outcome& outcome : {Outcome::Response(503), Outcome::Reset(), Outcome::ConnectFailure()}) {
    Step step = Next(call);
    std::get<Send>(step).attempt.Finish(outcome);
  }
  (void)Next(call);
  EXPECT_THAT(recorder_->attempts, ElementsAre("1  c1 status 503 body 0", "2  c1 kind 2 body 0", "3  c1 kind 1 body 0"));
  EXPECT_THAT(recorder_->ends, ElementsAre(" c1 attempts 3 kind 1 \"connect_failure\" body 0"));
}

TEST_F(CallObserverTest, AStreamedAnswerEndsWithItsBody) {
  Serve([](auto&) {});
  Call call = StartReadyCall();
  Step step = Next(call);
  std::get<Send>(step).attempt.Finish(Outcome::Head(200));
  EXPECT_TRUE(std::holds_alternative<Done>(call.Next()));
  EXPECT_THAT(recorder_->attempts, IsEmpty());
  EXPECT_THAT(recorder_->ends, IsEmpty());
  env_->Advance(milliseconds(40));
  std::get<Send>(step).attempt.Complete(BodyEnd::kBroken);
  EXPECT_THAT(recorder_->attempts, ElementsAre("1  c1 status 200 body 1"));
  EXPECT_THAT(recorder_->ends, ElementsAre(" c1 attempts 1 status 200 \"\" body 1"));
  EXPECT_EQ(recorder_->latency, milliseconds(40));
}

TEST_F(CallObserverTest, AStreamedAnswerThatIsTriedAgainWasCancelled) {
  Serve([](auto& route) { AddRetries(route, "5xx", 1); });
  Call call = StartReadyCall();
  Step first = Next(call);
  std::get<Send>(first).attempt.Finish(Outcome::Head(503));
  Step second = Next(call);
  EXPECT_THAT(recorder_->attempts, ElementsAre("1  c1 status 503 body 3"));
  std::get<Send>(first).attempt.Complete(BodyEnd::kComplete);
  EXPECT_EQ(recorder_->attempts.size(), 1u);
  std::get<Send>(second).attempt.Finish(Outcome::Response(200));
  EXPECT_THAT(recorder_->attempts, ElementsAre("1  c1 status 503 body 3", "2  c1 status 200 body 0"));
}

TEST_F(CallObserverTest, WhatTheMeshAnswersItselfHasItsReasonAndNoAttempt) {
  Serve([](auto& route) { AddFault(route, milliseconds(0), 555); });
  Call call = StartReadyCall();
  (void)Next(call);
  EXPECT_THAT(recorder_->attempts, IsEmpty());
  EXPECT_THAT(recorder_->ends, ElementsAre(" c1 attempts 0 status 555 \"fault_abort\" body 0"));
}

TEST_F(CallObserverTest, TheRoutesTimeoutIsAnAnswerOfTheMesh) {
  Serve([](auto& route) { route.mutable_route()->mutable_timeout()->set_seconds(1); });
  Call call = StartReadyCall();
  Step step = Next(call);
  env_->AdvanceTo(std::get<Send>(step).deadline);
  std::get<Send>(step).attempt.Finish(Outcome::Timeout());
  (void)call.Next();
  EXPECT_THAT(recorder_->ends, ElementsAre(" c1 attempts 1 status 504 \"timeout\" body 0"));
  EXPECT_EQ(recorder_->latency, std::chrono::seconds(1));
}

TEST_F(CallObserverTest, ACallThatIsAbandonedEndsWithItsDestructor) {
  Serve([](auto&) {});
  {
    Call call = StartReadyCall();
    const Step step = Next(call);
  }
  EXPECT_THAT(recorder_->attempts, ElementsAre("1  c1 kind 4 body 0"));
  EXPECT_THAT(recorder_->ends, ElementsAre(" c1 attempts 1 kind 4 \"cancelled\" body 0"));
}

}  // namespace
}  // namespace weft::mesh
