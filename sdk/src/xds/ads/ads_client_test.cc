#include "xds/ads/ads_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "xds/testing/messages.h"
#include "xds/testing/recording_transport.h"

namespace weft::xds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Request = SotwRequest;
using Response = SotwResponse;

// State of the world; delta_client_test.cc has what delta does otherwise.
class AdsClientTest : public ::testing::Test {
 protected:
  AdsClientTest()
      : client_(
            TwoServers(XdsProtocol::kStateOfTheWorld), transport_, [](LogLevel, std::string_view) {}, 1,
            [this] { ++changes_; }) {
    client_.Start(now_);
  }

  void Answer(const Response& response) { client_.OnResponse(response, now_); }
  // Brings reviews:9080 to life up to its endpoints.
  void AnswerWholeChain() {
    client_.WantListener("reviews:9080", now_);
    Answer(ListenerResponse("reviews:9080", "routes", "l1"));
    Answer(RoutesResponse("routes", {"c1"}, "r1"));
    Answer(ClusterResponse({"c1"}, "c1"));
    Answer(EndpointsResponse("c1", {8080}, "e1"));
    transport_.requests.clear();
  }

  Request Take() { return transport_.Take<Request>(); }

  RecordingTransport transport_;
  int changes_ = 0;
  TimePoint now_ = TimePoint() + std::chrono::hours(1);
  AdsClient client_;
};

TEST_F(AdsClientTest, FollowsTheChainFromListenerToEndpoints) {
  client_.WantListener("reviews:9080", now_);
  Request request = Take();
  EXPECT_EQ(request.node().id(), "node-1");
  EXPECT_EQ(request.node().user_agent_name(), "weft");
  EXPECT_THAT(request.resource_names(), ElementsAre("reviews:9080"));

  Answer(ListenerResponse("reviews:9080", "routes", "l1"));
  Request ack = Take();
  EXPECT_EQ(ack.version_info(), "l1");
  EXPECT_FALSE(ack.has_node());
  request = Take();
  EXPECT_EQ(request.type_url(), TypeUrl(ResourceType::kRoutes));
  EXPECT_THAT(request.resource_names(), ElementsAre("routes"));

  Answer(RoutesResponse("routes", {"c1", "c2"}, "r1"));
  Take();
  EXPECT_THAT(Take().resource_names(), ElementsAre("c1", "c2"));
  Answer(ClusterResponse({"c1", "c2"}, "c1"));
  Take();
  EXPECT_THAT(Take().resource_names(), ElementsAre("c1", "c2"));
  Answer(EndpointsResponse("c1", {8080}, "e1"));
  EXPECT_EQ(client_.cache().endpoints.at("c1").state, ResourceState::kKnown);
  EXPECT_EQ(client_.cache().endpoints.at("c2").state, ResourceState::kRequested);
}

TEST_F(AdsClientTest, ABadResourceIsRefusedByNameAndTheGoodOnesOfTheResponseAreUsed) {
  AnswerWholeChain();
  Answer(RoutesResponse("routes", {"c1", "c2"}, "r2"));
  transport_.requests.clear();
  Response response = ClusterResponse({"c1", "c2"}, "c-bad");
  response.mutable_resources(0)->PackFrom(RingHashCluster("c1"));
  Answer(response);
  Request nack = Take();
  EXPECT_THAT(nack.error_detail().message(), HasSubstr("Cluster \"c1\": lb_policy: RING_HASH is not supported"));
  EXPECT_EQ(nack.version_info(), "c1");
  EXPECT_EQ(nack.response_nonce(), "nonce-c-bad");
  EXPECT_EQ(client_.cache().clusters.at("c1").state, ResourceState::kKnown) << "the old version stays";
  EXPECT_EQ(client_.cache().clusters.at("c2").state, ResourceState::kKnown) << "the good one is used";
}

TEST_F(AdsClientTest, AnEqualUpdateIsAcknowledgedAndChangesNothing) {
  AnswerWholeChain();
  changes_ = 0;
  Answer(EndpointsResponse("c1", {8080}, "e2"));
  EXPECT_EQ(Take().version_info(), "e2");
  EXPECT_EQ(changes_, 0);
}

TEST_F(AdsClientTest, AClusterThatAFullStateResponseLeavesOutIsGoneButEndpointsAreNot) {
  AnswerWholeChain();
  Answer(EndpointsResponse("other", {1}, "e2"));
  EXPECT_EQ(client_.cache().endpoints.at("c1").state, ResourceState::kKnown);
  Answer(ClusterResponse({}, "c2"));
  EXPECT_EQ(client_.cache().clusters.at("c1").state, ResourceState::kMissing);
}

TEST_F(AdsClientTest, WhatTheServerSaysIsNotFoundIsMissingWithItsReason) {
  client_.WantListener("nobody:80", now_);
  Response response = ListenerResponse("", "", "l1");
  response.clear_resources();
  auto* error = response.add_resource_errors();
  error->mutable_resource_name()->set_name("nobody:80");
  error->mutable_error_detail()->set_code(5);
  error->mutable_error_detail()->set_message("no Service \"nobody\"");
  Answer(response);
  EXPECT_EQ(client_.cache().listeners.at("nobody:80").state, ResourceState::kMissing);
  EXPECT_EQ(client_.cache().listeners.at("nobody:80").problem, "no Service \"nobody\"");
}

TEST_F(AdsClientTest, ReconnectsWithVersionsButWithoutNoncesAndKeepsTheConfiguration) {
  AnswerWholeChain();
  client_.OnClosed(absl::UnavailableError("gone"), now_);
  EXPECT_EQ(client_.cache().endpoints.at("c1").state, ResourceState::kKnown);
  now_ = client_.NextTimer();
  client_.OnTimer(now_);
  EXPECT_THAT(transport_.connected, ElementsAre("first:1", "first:1"));
  Request first = Take();
  EXPECT_TRUE(first.has_node());
  EXPECT_EQ(first.version_info(), "l1");
  EXPECT_EQ(first.response_nonce(), "");
  EXPECT_EQ(transport_.requests.size(), 3u);
}

TEST_F(AdsClientTest, AServerThatDoesNotAnswerIsFollowedByTheNextAfterAGrowingPause) {
  client_.OnClosed(absl::UnavailableError("refused"), now_);
  const auto first_pause = client_.NextTimer() - now_;
  now_ = client_.NextTimer();
  client_.OnTimer(now_);
  EXPECT_THAT(transport_.connected, ElementsAre("first:1", "second:2"));
  for (int i = 0; i < 4; ++i) {
    client_.OnClosed(absl::UnavailableError("refused"), now_);
    now_ = client_.NextTimer();
    client_.OnTimer(now_);
  }
  client_.OnClosed(absl::UnavailableError("refused"), now_);
  EXPECT_GT(client_.NextTimer() - now_, first_pause * 3);
}

TEST_F(AdsClientTest, ANameWithoutAnAnswerFor15SecondsIsMissingUntilItComes) {
  client_.WantListener("late:80", now_);
  client_.OnTimer(now_ + std::chrono::seconds(14));
  EXPECT_EQ(client_.cache().listeners.at("late:80").state, ResourceState::kRequested);
  client_.OnTimer(now_ + std::chrono::seconds(15));
  EXPECT_EQ(client_.cache().listeners.at("late:80").state, ResourceState::kMissing);
  Answer(ListenerResponse("late:80", "routes", "l1"));
  EXPECT_EQ(client_.cache().listeners.at("late:80").state, ResourceState::kKnown);
}

TEST_F(AdsClientTest, TheTimerDoesNotRunWhileDisconnected) {
  client_.WantListener("late:80", now_);
  client_.OnClosed(absl::UnavailableError("gone"), now_);
  client_.OnTimer(now_ + std::chrono::milliseconds(1));
  EXPECT_EQ(client_.cache().listeners.at("late:80").asked_at, TimePoint::max());
}

TEST_F(AdsClientTest, WorkloadsAreAnnouncedAgainOnEveryStreamAndWithdrawnAtTheEnd) {
  client_.Announce({.name = "", .labels = {{"app", "reviews"}}, .address = "127.0.0.1", .ports = {{"http", 41000}}});
  auto workloads = [](const Request& request) { return request.node().metadata().fields().at("WEFT_WORKLOADS").list_value(); };
  Request announced = Take();
  EXPECT_EQ(announced.type_url(), kWorkloadTypeUrl);
  EXPECT_EQ(announced.node().id(), "node-1");
  ASSERT_EQ(workloads(announced).values_size(), 1);
  EXPECT_EQ(workloads(announced).values(0).struct_value().fields().at("name").string_value(), "reviews-41000");

  client_.OnClosed(absl::UnavailableError("gone"), now_);
  client_.OnTimer(client_.NextTimer());
  EXPECT_EQ(workloads(Take()).values_size(), 1);

  client_.SayGoodbye();
  EXPECT_EQ(workloads(Take()).values_size(), 0);
  EXPECT_TRUE(transport_.half_closed);
}

TEST_F(AdsClientTest, FieldsThatWeftDoesNotApplyAreListedByResourceAndPath) {
  client_.WantListener("reviews:9080", now_);
  Answer(ListenerResponse("reviews:9080", "routes", "l1"));
  Response response = RoutesResponse("routes", {"c1"}, "r1");
  AddHashPolicy(response);
  Answer(response);
  EXPECT_THAT(client_.IgnoredFields(), ElementsAre("RouteConfiguration/routes: virtual_hosts[0].routes[0].route.hash_policy"));
}

TEST_F(AdsClientTest, ClustersOfMirrorsAreWantedToo) {
  client_.WantListener("reviews:9080", now_);
  Answer(ListenerResponse("reviews:9080", "routes", "l1"));
  auto routes = Routes("routes", {"c1"});
  auto* mirror = routes.mutable_virtual_hosts(0)->mutable_routes(0)->mutable_route()->add_request_mirror_policies();
  mirror->set_cluster("shadow");
  Response response = EmptyResponse(ResourceType::kRoutes, "r1");
  response.add_resources()->PackFrom(routes);
  Answer(response);
  EXPECT_TRUE(client_.cache().clusters.contains("c1"));
  EXPECT_TRUE(client_.cache().clusters.contains("shadow"));
}

TEST_F(AdsClientTest, AResponseOfATypeNobodyAskedForIsLeftAlone) {
  Response response;
  response.set_type_url("type.googleapis.com/some.Other");
  Answer(response);
  EXPECT_THAT(transport_.requests, IsEmpty());
}

}  // namespace
}  // namespace weft::xds
