// The client over delta: what it says otherwise than over state of the world.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "xds/ads/ads_client.h"
#include "xds/testing/messages.h"
#include "xds/testing/recording_transport.h"

namespace weft::xds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class DeltaClientTest : public ::testing::Test {
 protected:
  DeltaClientTest()
      : client_(
            TwoServers(XdsProtocol::kDelta), transport_, [this](LogLevel, std::string_view text) { log_.emplace_back(text); },
            1, [this] { ++changes_; }) {
    client_.Start(now_);
  }

  DeltaRequest Take() { return transport_.Take<DeltaRequest>(); }
  void Answer(const DeltaResponse& response) { client_.OnResponse(response, now_); }
  // The resources of a message of the other variant, under their names and one version.
  static DeltaResponse Delta(const SotwResponse& response, const std::vector<std::string>& names) {
    DeltaResponse delta;
    delta.set_type_url(response.type_url());
    delta.set_nonce(response.nonce());
    for (int i = 0; i < response.resources_size(); ++i) {
      auto* item = delta.add_resources();
      item->set_name(names.at(static_cast<size_t>(i)));
      item->set_version(response.version_info());
      *item->mutable_resource() = response.resources(i);
    }
    return delta;
  }
  static DeltaResponse Removed(ResourceType type, const std::string& name) {
    DeltaResponse response = Delta(EmptyResponse(type, "removal"), {});
    response.add_removed_resources(name);
    return response;
  }
  void AnswerWholeChain() {
    client_.WantListener("reviews:9080", now_);
    Answer(Delta(ListenerResponse("reviews:9080", "routes", "l1"), {"reviews:9080"}));
    Answer(Delta(RoutesResponse("routes", {"c1", "c2"}, "r1"), {"routes"}));
    Answer(Delta(ClusterResponse({"c1", "c2"}, "c1"), {"c1", "c2"}));
    Answer(Delta(EndpointsResponse("c1", {8080}, "e1"), {"c1"}));
    Answer(Delta(EndpointsResponse("c2", {8081}, "e1"), {"c2"}));
    transport_.requests.clear();
  }
  void Reconnect() {
    client_.OnClosed(absl::UnavailableError("gone"), now_);
    now_ = client_.NextTimer();
    client_.OnTimer(now_);
  }
  ResourceState StateOf(const std::string& cluster) { return client_.cache().clusters.at(cluster).state; }

  RecordingTransport transport_;
  int changes_ = 0;
  std::vector<std::string> log_;
  TimePoint now_ = TimePoint() + std::chrono::hours(1);
  AdsClient client_;
};

TEST_F(DeltaClientTest, AsksForNothingBeforeSomethingIsWanted) { EXPECT_THAT(transport_.requests, IsEmpty()); }

TEST_F(DeltaClientTest, AnswersAndNewNamesAreSeparateRequestsAndOnlyAnswersCarryANonce) {
  client_.WantListener("reviews:9080", now_);
  const DeltaRequest first = Take();
  EXPECT_EQ(first.node().id(), "node-1");
  EXPECT_THAT(first.resource_names_subscribe(), ElementsAre("reviews:9080"));
  EXPECT_THAT(first.initial_resource_versions(), IsEmpty());

  Answer(Delta(ListenerResponse("reviews:9080", "routes", "l1"), {"reviews:9080"}));
  const DeltaRequest ack = Take();
  EXPECT_EQ(ack.type_url(), TypeUrl(ResourceType::kListener));
  EXPECT_EQ(ack.response_nonce(), "nonce-l1");
  EXPECT_FALSE(ack.has_error_detail());
  EXPECT_FALSE(ack.has_node());
  EXPECT_THAT(ack.resource_names_subscribe(), IsEmpty());
  const DeltaRequest routes = Take();
  EXPECT_EQ(routes.type_url(), TypeUrl(ResourceType::kRoutes));
  EXPECT_EQ(routes.response_nonce(), "");
  EXPECT_THAT(routes.resource_names_subscribe(), ElementsAre("routes"));
}

TEST_F(DeltaClientTest, WhatNothingNamesAnyMoreIsUnsubscribedAndWhatIsNamedAgainIsSubscribedAgain) {
  AnswerWholeChain();
  Answer(Delta(RoutesResponse("routes", {"c1"}, "r2"), {"routes"}));
  Take();
  DeltaRequest clusters = Take();
  EXPECT_THAT(clusters.resource_names_unsubscribe(), ElementsAre("c2"));
  EXPECT_THAT(clusters.resource_names_subscribe(), IsEmpty());
  EXPECT_EQ(clusters.response_nonce(), "");
  EXPECT_THAT(Take().resource_names_unsubscribe(), ElementsAre("c2")) << "its endpoints too";
  EXPECT_FALSE(client_.cache().clusters.contains("c2"));

  Answer(Delta(RoutesResponse("routes", {"c1", "c2"}, "r3"), {"routes"}));
  Take();
  EXPECT_THAT(Take().resource_names_subscribe(), ElementsAre("c2"));
  EXPECT_EQ(StateOf("c2"), ResourceState::kRequested) << "the copy from before was given up";
  Answer(Delta(ClusterResponse({"c2"}, "c1"), {"c2"}));
  EXPECT_EQ(StateOf("c2"), ResourceState::kKnown);
}

TEST_F(DeltaClientTest, AReconnectRestatesAllNamesWithTheVersionsThatAreHeldOnceForEachType) {
  AnswerWholeChain();
  Answer(Delta(ClusterResponse({"c2"}, "c2"), {"c2"}));
  Reconnect();
  const DeltaRequest listeners = Take();
  EXPECT_TRUE(listeners.has_node());
  EXPECT_THAT(listeners.initial_resource_versions(), UnorderedElementsAre(Pair("reviews:9080", "l1")));
  EXPECT_THAT(Take().resource_names_subscribe(), ElementsAre("routes"));
  const DeltaRequest clusters = Take();
  EXPECT_THAT(clusters.resource_names_subscribe(), ElementsAre("c1", "c2"));
  EXPECT_THAT(clusters.initial_resource_versions(), UnorderedElementsAre(Pair("c1", "c1"), Pair("c2", "c2")));
  Take();
  client_.WantListener("ratings:9080", now_);
  EXPECT_THAT(Take().initial_resource_versions(), IsEmpty());
}

TEST_F(DeltaClientTest, AnotherServerIsNotToldTheVersionsOfTheFirst) {
  AnswerWholeChain();
  Reconnect();
  Reconnect();
  EXPECT_THAT(transport_.connected, ElementsAre("first:1", "first:1", "second:2"));
  const DeltaRequest listeners = Take();
  EXPECT_THAT(listeners.resource_names_subscribe(), ElementsAre("reviews:9080"));
  EXPECT_THAT(listeners.initial_resource_versions(), IsEmpty());
  EXPECT_EQ(StateOf("c1"), ResourceState::kKnown) << "and is used all the same";
}

TEST_F(DeltaClientTest, ASilentServerThatTookTheStreamWorksIfTheClientMayHaveEverything) {
  AnswerWholeChain();
  Reconnect();
  EXPECT_EQ(client_.ServerDescription(), "first:1 (not connected)");
  client_.OnOpened();
  EXPECT_EQ(client_.ServerDescription(), "first:1");
  Reconnect();
  EXPECT_EQ(transport_.connected.back(), "first:1");
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(DeltaClientTest, ARefusalNamesEveryProblemUsesTheGoodOnesAndKeepsTheLastGoodVersion) {
  AnswerWholeChain();
  DeltaResponse response = Delta(ClusterResponse({"c1", "c2"}, "v2"), {"c1", "c2"});
  response.mutable_resources(0)->mutable_resource()->PackFrom(RingHashCluster("c1"));
  auto* misnamed = response.add_resources();
  misnamed->set_name("alias");
  misnamed->mutable_resource()->PackFrom(EdsCluster("c3"));
  Answer(response);
  const DeltaRequest nack = Take();
  EXPECT_EQ(nack.response_nonce(), "nonce-v2");
  EXPECT_EQ(nack.error_detail().code(), AdsProtocol::kRefused);
  EXPECT_THAT(nack.error_detail().message(), HasSubstr("Cluster \"c1\": lb_policy: RING_HASH is not supported"));
  EXPECT_THAT(nack.error_detail().message(), HasSubstr("Cluster \"alias\": name: \"c3\" is not the name it was sent by"));
  EXPECT_EQ(StateOf("c1"), ResourceState::kKnown);
  Reconnect();
  Take();
  Take();
  EXPECT_THAT(Take().initial_resource_versions(), UnorderedElementsAre(Pair("c1", "c1"), Pair("c2", "v2")));
}

TEST_F(DeltaClientTest, WhatIsRemovedWhileReferencedIsMissingStaysSubscribedAndComesBack) {
  AnswerWholeChain();
  Answer(Removed(ResourceType::kCluster, "c1"));
  EXPECT_EQ(StateOf("c1"), ResourceState::kMissing);
  EXPECT_EQ(client_.cache().clusters.at("c1").problem, "Cluster \"c1\" was removed");
  EXPECT_EQ(StateOf("c2"), ResourceState::kKnown) << "what a response leaves out is untouched";
  Take();
  EXPECT_THAT(Take().resource_names_unsubscribe(), ElementsAre("c1")) << "the endpoints, which nothing leads to now";
  EXPECT_THAT(transport_.requests, IsEmpty());
  Answer(Delta(ClusterResponse({"c1"}, "c3"), {"c1"}));
  EXPECT_EQ(StateOf("c1"), ResourceState::kKnown);
  Take();
  EXPECT_THAT(Take().resource_names_subscribe(), ElementsAre("c1"));
}

TEST_F(DeltaClientTest, RoutesAndEndpointsCanBeRemovedToo) {
  AnswerWholeChain();
  Answer(Removed(ResourceType::kEndpoints, "c1"));
  EXPECT_EQ(client_.cache().endpoints.at("c1").state, ResourceState::kMissing);
  Answer(Removed(ResourceType::kRoutes, "routes"));
  EXPECT_EQ(client_.cache().routes.at("routes").state, ResourceState::kMissing);
}

TEST_F(DeltaClientTest, ANameThatDoesNotExistIsMissingWithTheReasonThatTheServerGives) {
  client_.WantListener("nobody:80", now_);
  client_.WantListener("noone:80", now_);
  DeltaResponse response = Removed(ResourceType::kListener, "nobody:80");
  response.add_removed_resources("noone:80");
  auto* error = response.add_resource_errors();
  error->mutable_resource_name()->set_name("nobody:80");
  error->mutable_error_detail()->set_code(5);
  error->mutable_error_detail()->set_message("no Service \"nobody\"");
  Answer(response);
  EXPECT_EQ(client_.cache().listeners.at("nobody:80").state, ResourceState::kMissing);
  EXPECT_EQ(client_.cache().listeners.at("nobody:80").problem, "no Service \"nobody\"");
  EXPECT_EQ(client_.cache().listeners.at("noone:80").problem, "Listener \"noone:80\" does not exist");
}

TEST_F(DeltaClientTest, AResourceWithoutContentIsOnlyASignOfLife) {
  AnswerWholeChain();
  changes_ = 0;
  DeltaResponse response = Delta(ClusterResponse({"c1"}, "c1"), {"c1"});
  response.mutable_resources(0)->clear_resource();
  Answer(response);
  EXPECT_FALSE(Take().has_error_detail());
  EXPECT_EQ(StateOf("c1"), ResourceState::kKnown);
  EXPECT_EQ(changes_, 0);
}

TEST_F(DeltaClientTest, AnAnswerToWhatWasNeverAskedForIsNotGivenForItWouldAskForEverything) {
  Answer(Delta(ClusterResponse({"c1"}, "c1"), {"c1"}));
  EXPECT_THAT(transport_.requests, IsEmpty());
}

TEST_F(DeltaClientTest, WorkloadsAreAnnouncedOverDeltaToo) {
  client_.Announce({.name = "", .labels = {{"app", "reviews"}}, .address = "127.0.0.1", .ports = {{"http", 41000}}});
  const DeltaRequest announced = Take();
  EXPECT_EQ(announced.type_url(), kWorkloadTypeUrl);
  EXPECT_EQ(announced.node().metadata().fields().at("WEFT_WORKLOADS").list_value().values_size(), 1);
  client_.SayGoodbye();
  EXPECT_EQ(Take().node().metadata().fields().at("WEFT_WORKLOADS").list_value().values_size(), 0);
  EXPECT_TRUE(transport_.half_closed);
}

TEST_F(DeltaClientTest, AServerWithoutDeltaIsSpokenToInStateOfTheWorldAtOnceAndForGood) {
  client_.WantListener("reviews:9080", now_);
  client_.OnClosed(absl::UnimplementedError("unknown method"), now_);
  EXPECT_EQ(client_.NextTimer(), now_);
  client_.OnTimer(now_);
  EXPECT_THAT(transport_.connected, ElementsAre("first:1", "first:1"));
  EXPECT_THAT(transport_.protocols, ElementsAre(XdsProtocol::kDelta, XdsProtocol::kStateOfTheWorld));
  EXPECT_THAT(transport_.Take<SotwRequest>().resource_names(), ElementsAre("reviews:9080"));
  client_.OnResponse(ListenerResponse("reviews:9080", "routes", "l1"), now_);
  EXPECT_EQ(transport_.Take<SotwRequest>().version_info(), "l1");
  Reconnect();
  EXPECT_EQ(transport_.protocols.back(), XdsProtocol::kStateOfTheWorld);
  EXPECT_THAT(log_, ElementsAre(HasSubstr("first:1 does not serve delta xDS")));
}

TEST_F(DeltaClientTest, AnotherFailureIsNoReasonToLeaveDelta) {
  client_.OnClosed(absl::UnavailableError("refused"), now_);
  client_.OnTimer(client_.NextTimer());
  EXPECT_THAT(transport_.protocols, ElementsAre(XdsProtocol::kDelta, XdsProtocol::kDelta));
}

}  // namespace
}  // namespace weft::xds
