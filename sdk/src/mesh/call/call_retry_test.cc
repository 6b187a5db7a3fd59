// SPDX-License-Identifier: Apache-2.0
// When a call is tried again: the response counts, and so does the cluster's budget.
#include <gmock/gmock.h>

#include "envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config.pb.h"
#include "mesh/testing/call_fixture.h"

namespace weft::mesh {
namespace {

using std::chrono::seconds;

class CallRetry : public CallFixture {
 protected:
  // The step after an attempt of a new call ended like this.
  Step StepAfter(const Outcome& outcome, const std::vector<HeaderRef>& request_headers = {}) {
    const TimePoint deadline = Clock::now() + seconds(10);
    call_.emplace(mesh_->StartCall({.authority = "shop:9080", .headers = request_headers, .deadline = deadline}));
    Step step = SkipWaits(*call_);
    std::get<Send>(step).attempt.Finish(outcome);
    return call_->Next();
  }
  static bool Retries(const Step& step) { return std::holds_alternative<Wait>(step); }

  std::optional<Call> call_;
};

TEST_F(CallRetry, TheHeadersOfAResponseAreReadWhileTheyLive) {
  Serve([](auto& route) { AddRetries(route, "unavailable", 2); });
  const std::vector<HeaderRef> unavailable = {{"grpc-status", "14"}}, fine = {{"grpc-status", "0"}};
  EXPECT_TRUE(Retries(StepAfter(Outcome::Response(200, unavailable))));
  EXPECT_FALSE(Retries(StepAfter(Outcome::Response(200, fine))));
}

TEST_F(CallRetry, TheEndCarriesNoHeadersThatAreGone) {
  Serve([](auto&) {});
  const std::vector<HeaderRef> headers = {{"a", "b"}};
  const Step step = StepAfter(Outcome::Response(200, headers));
  EXPECT_TRUE(std::get<Done>(step).outcome.headers.empty());
}

TEST_F(CallRetry, ARefusedStreamIsTriedAgain) {
  Serve([](auto& route) { AddRetries(route, "refused-stream", 1); });
  EXPECT_TRUE(Retries(StepAfter(Outcome::Refused())));
}

TEST_F(CallRetry, RetryAfterIsRespected) {
  Serve([](auto& route) { AddRetries(route, "5xx", 1); });
  const std::vector<HeaderRef> headers = {{"Retry-After", "2"}};
  const TimePoint before = Clock::now();
  const Step step = StepAfter(Outcome::Response(503, headers));
  ASSERT_TRUE(Retries(step));
  EXPECT_GE(std::get<Wait>(step).until, before + seconds(2));
}

TEST_F(CallRetry, AWaitBeyondTheDeadlineIsNotWaited) {
  Serve([](auto& route) { AddRetries(route, "5xx", 1); });
  const std::vector<HeaderRef> headers = {{"Retry-After", "60"}};
  const Step step = StepAfter(Outcome::Response(503, headers));
  EXPECT_EQ(std::get<Done>(step).outcome.status, 503);
}

TEST_F(CallRetry, APolicyMayRequireAHeaderOfTheRequest) {
  Serve([](auto& route) {
    AddRetries(route, "5xx", 1);
    auto* header = route.mutable_route()->mutable_retry_policy()->add_retriable_request_headers();
    header->set_name("x-idempotent");
    header->set_present_match(true);
  });
  EXPECT_FALSE(Retries(StepAfter(Outcome::Response(503))));
  EXPECT_TRUE(Retries(StepAfter(Outcome::Response(503), {{"X-Idempotent", "1"}})));
}

TEST_F(CallRetry, RetriesStopWhenNothingSucceedsAndResumeWithSuccess) {
  Serve([](auto& route) { AddRetries(route, "5xx", 1); });
  int retried = 0;
  while (retried < 1000 && Retries(StepAfter(Outcome::Response(503)))) ++retried;
  EXPECT_LT(retried, 100) << "the budget holds retries back";
  EXPECT_GT(retried, 10);
  for (int i = 0; i < 50; ++i) StepAfter(Outcome::Response(200));
  EXPECT_TRUE(Retries(StepAfter(Outcome::Response(503))));
}

TEST_F(CallRetry, ARequestWhoseBodyIsGoneIsNotSentAgain) {
  Serve([](auto& route) { AddRetries(route, "5xx", 3); });
  Outcome outcome = Outcome::Response(503);
  outcome.replayable = false;
  EXPECT_FALSE(Retries(StepAfter(outcome)));
}

TEST_F(CallRetry, ACancelledAttemptIsTheEnd) {
  Serve([](auto& route) { AddRetries(route, "5xx,reset", 3); });
  const Step step = StepAfter(Outcome::Cancelled());
  EXPECT_EQ(std::get<Done>(step).outcome.kind, Outcome::Kind::kCancelled);
}

TEST_F(CallRetry, RetriesLeaveThePrioritiesThatWereTriedAndComeBack) {
  Serve([](auto& route) {
    AddRetries(route, "5xx", 5);
    envoy::extensions::retry::priority::previous_priorities::v3::PreviousPrioritiesConfig config;
    config.set_update_frequency(2);
    auto* priority = route.mutable_route()->mutable_retry_policy()->mutable_retry_priority();
    priority->mutable_typed_config()->PackFrom(config);
  });
  envoy::config::endpoint::v3::ClusterLoadAssignment endpoints, behind;
  ASSERT_TRUE(xds::EndpointsResponse("c1", {4001, 4002}, "").resources(0).UnpackTo(&endpoints));
  ASSERT_TRUE(xds::EndpointsResponse("c1", {7001, 7002}, "").resources(0).UnpackTo(&behind));
  *endpoints.add_endpoints() = behind.endpoints(0);
  endpoints.mutable_endpoints(1)->set_priority(1);
  auto response = xds::EmptyResponse(xds::ResourceType::kEndpoints, "");
  response.add_resources()->PackFrom(endpoints);
  control_plane_.Set(response, "c1");
  const auto [ports, end] = Play(std::vector<Outcome>(6, Outcome::Response(503)));
  ASSERT_EQ(ports.size(), 6u);
  for (size_t i = 0; i < ports.size(); ++i) EXPECT_EQ(ports[i] / 1000, i / 2 == 1 ? 7 : 4) << "attempt " << i;
}

}  // namespace
}  // namespace weft::mesh
