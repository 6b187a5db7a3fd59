// What a call does, step by step, when its route has faults, timeouts and retries.
#include "weft/call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "mesh/testing/fake_control_plane.h"
#include "weft/mesh.h"

namespace weft::mesh {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ProtoRoute = envoy::config::route::v3::Route;

class CallTest : public ::testing::Test {
 protected:
  CallTest() : mesh_(control_plane_.StartMesh()) {}

  // shop:9080 has one route, changed like this, to two endpoints.
  void Serve(const std::function<void(ProtoRoute&)>& change) {
    auto routes = xds::Routes("routes-shop:9080", {"c1"});
    change(*routes.mutable_virtual_hosts(0)->mutable_routes(0));
    auto response = xds::EmptyResponse(xds::ResourceType::kRoutes, "");
    response.add_resources()->PackFrom(routes);
    control_plane_.Set(xds::ClusterResponse({"c1"}, ""), "c1");
    control_plane_.Set(xds::EndpointsResponse("c1", {4001, 4002}, ""), "c1");
    control_plane_.Set(response, "routes-shop:9080");
    control_plane_.Set(xds::ListenerResponse("shop:9080", "routes-shop:9080", ""), "shop:9080");
  }
  static void AddRetries(ProtoRoute& route, const std::string& on, uint32_t retries) {
    auto* retry = route.mutable_route()->mutable_retry_policy();
    retry->set_retry_on(on);
    retry->mutable_num_retries()->set_value(retries);
    retry->add_retry_host_predicate()->set_name("envoy.retry_host_predicates.previous_hosts");
    retry->set_host_selection_retry_max_attempts(5);
  }
  static void AddFault(ProtoRoute& route, milliseconds delay, int status) {
    envoy::extensions::filters::http::fault::v3::HTTPFault fault;
    if (delay.count() > 0) {
      fault.mutable_delay()->mutable_fixed_delay()->set_nanos(static_cast<int32_t>(delay.count()) * 1'000'000);
      fault.mutable_delay()->mutable_percentage()->set_numerator(100);
    }
    if (status > 0) {
      fault.mutable_abort()->set_http_status(static_cast<uint32_t>(status));
      fault.mutable_abort()->mutable_percentage()->set_numerator(100);
    }
    (*route.mutable_typed_per_filter_config())["envoy.filters.http.fault"].PackFrom(fault);
  }

  Call StartCall(milliseconds patience = seconds(10)) {
    return mesh_->StartCall({.authority = "shop:9080", .path = "/", .deadline = Clock::now() + patience});
  }
  static Step SkipWaits(Call& call) {
    for (;;) {
      Step step = call.Next();
      if (auto* wait = std::get_if<Wait>(&step)) call.Sleep(*wait);
      else return step;
    }
  }
  // Answers each attempt with the next outcome; returns the ports tried and the end.
  std::pair<std::vector<int>, Step> Play(const std::vector<Outcome>& outcomes) {
    Call call = StartCall();
    std::vector<int> ports;
    for (;;) {
      Step step = SkipWaits(call);
      auto* send = std::get_if<Send>(&step);
      if (send == nullptr) return {ports, std::move(step)};
      ports.push_back(send->attempt.port());
      send->attempt.Finish(outcomes.at(ports.size() - 1));
    }
  }

  FakeControlPlane control_plane_;
  std::shared_ptr<Mesh> mesh_;
};

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
  { Call warm = StartCall(); (void)warm.Next(); Step ready = SkipWaits(warm); }
  Call call = StartCall(milliseconds(50));
  const Step step = SkipWaits(call);
  EXPECT_EQ(std::get<Done>(step).outcome.kind, Outcome::Kind::kTimeout);
}

TEST_F(CallTest, TheRoutesTimeoutIsA504) {
  Serve([](auto& route) { route.mutable_route()->mutable_timeout()->set_nanos(30'000'000); });
  const auto [ports, end] = Play({Outcome::Timeout()});
  EXPECT_EQ(std::get<Reply>(end).status, 504);
}

TEST_F(CallTest, ARequestThatNoRuleMatchesIsA404ThatSaysSo) {
  Serve([](auto& route) { route.mutable_match()->set_prefix("/only-here"); });
  const auto [ports, end] = Play({});
  EXPECT_EQ(std::get<Reply>(end).status, 404);
  EXPECT_THAT(std::get<Reply>(end).body, HasSubstr("none of the rules in \"routes-shop:9080\" matches GET shop:9080/"));
}

}  // namespace
}  // namespace weft::mesh
