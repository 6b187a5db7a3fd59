// SPDX-License-Identifier: Apache-2.0
#include "ads/hub/hub.h"

#include "ads/testing/hub_fixture.h"

namespace weft::ads {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kGate;
using testing::kMember;
using testing::kPath;
using testing::kPool;
using testing::kSecret;

class HubTest : public testing::HubFixture {
 protected:
  Subscription::State StateOf(TypeId type) { return hub_.Describe().at(0).types.at(type); }
};

TEST_F(HubTest, AnErrorOfTheSourceEndsTheStream) {
  const absl::Status status = hub_.OnRequest(kSotw, NewRequest(kGate, {"a"}));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("node.id"));
}

TEST_F(HubTest, LaterRequestsNeedNoNode) {
  Ask(kGate, {"a"});
  EXPECT_TRUE(hub_.OnRequest(kSotw, NewRequest(kPath, {"a"})).ok());
  EXPECT_THAT(Take(), ElementsAre("GATE 1", "PATH 1"));
}

TEST_F(HubTest, AResponseCarriesTheVersionOfTheSourceAndANonceOfItsOwn) {
  Ask(kGate, {"a"});
  Take();
  EXPECT_EQ(last_.version_info(), source_.Version());
  EXPECT_EQ(last_.nonce(), "1");
  EXPECT_THAT(last_.control_plane().identifier(), HasSubstr("weft/"));
}

TEST_F(HubTest, ASecondResourceOfFullStateIsSentTogetherWithTheFirst) {
  Ask(kGate, {"a"});
  Take();
  Ask(kGate, {"a", "b"}, last_.nonce());
  EXPECT_THAT(Take(), ElementsAre("GATE 1 1"));
}

TEST_F(HubTest, OnlyWhatChangedIsPushed) {
  for (TypeId type : {kGate, kPath, kPool, kMember}) Ask(type, {"a"});
  Take();
  Change(kPath, "a", "2");
  EXPECT_THAT(Take(), ElementsAre("PATH 2"));
  Change(kMember, "a", "2");
  EXPECT_THAT(Take(), ElementsAre("MEMBER 2"));
  Change(kMember, "b", "2");
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(HubTest, WhatOthersReferToIsThereBeforeThem) {
  Ask(kPath, {"a"});
  Ask(kSecret, {"v1"});
  Ask(kMember, {"v1"});
  Ask(kPool, {"v1"});
  EXPECT_THAT(Take(), ElementsAre("PATH 1"));
  source_.Put(kPath, "a", "to v1");
  for (TypeId type : {kPool, kMember, kSecret}) source_.Put(type, "v1", "v1");
  Publish();
  EXPECT_THAT(Take(), ElementsAre("SECRET v1", "POOL v1", "MEMBER v1", "PATH to v1"));
}

TEST_F(HubTest, WhatNothingRefersToAnyMoreGoesAfterTheAnswer) {
  Ask(kPath, {"a"});
  Ask(kPool, {"a", "b"});
  Take();
  Ask(kPath, {"a"}, nonces_[kPath]);
  source_.Put(kPath, "a", "2");
  source_.Remove(kPool, "b");
  Publish();
  EXPECT_THAT(Take(), ElementsAre("PATH 2")) << "the pool may still be in use";
  Ask(kPath, {"a"}, nonces_[kPath]);
  EXPECT_THAT(Take(), ElementsAre("POOL 1"));
}

TEST_F(HubTest, ANackIsAnAnswerAsWell) {
  Ask(kPath, {"a"});
  Ask(kPool, {"a", "b"});
  Take();
  Ask(kPath, {"a"}, nonces_[kPath]);
  source_.Put(kPath, "a", "2");
  source_.Remove(kPool, "b");
  Publish();
  EXPECT_THAT(Take(), ElementsAre("PATH 2"));
  Ask(kPath, {"a"}, nonces_[kPath], "no");
  EXPECT_THAT(Take(), ElementsAre("POOL 1"));
}

TEST_F(HubTest, AClientThatNeverAskedForPathsHasNothingToAnswer) {
  Ask(kPool, {"a", "b"});
  Take();
  source_.Remove(kPool, "b");
  Publish();
  EXPECT_THAT(Take(), ElementsAre("POOL 1"));
}

TEST_F(HubTest, ASlowReaderHasOneResponseUnderWayAndThenGetsTheLatest) {
  Ask(kPath, {"a"});
  ASSERT_EQ(sotw_.responses.size(), 1u);
  for (const char* content : {"2", "3", "4"}) Change(kPath, "a", content);
  EXPECT_EQ(sotw_.responses.size(), 1u);
  EXPECT_THAT(Take(), ElementsAre("PATH 1", "PATH 4"));
}

TEST_F(HubTest, AClientThatReadsErrorsIsSentWhyAResourceIsMissing) {
  Ask(kGate, {"c"}, "", "", "reports");
  EXPECT_THAT(Take(), ElementsAre("GATE !c"));
  EXPECT_EQ(last_.resource_errors(0).error_detail().code(), 5);
  EXPECT_EQ(last_.resource_errors(0).error_detail().message(), "there is no \"c\"");
  Change(kGate, "c", "1");
  EXPECT_THAT(Take(), ElementsAre("GATE 1"));
}

TEST_F(HubTest, AnotherClientIsSentNothingUntilItExists) {
  Ask(kGate, {"c"});
  EXPECT_THAT(Take(), IsEmpty());
  Change(kGate, "c", "1");
  EXPECT_THAT(Take(), ElementsAre("GATE 1"));
}

TEST_F(HubTest, ANackIsLoggedShownAndNotAnsweredWithTheSame) {
  Ask(kPath, {"a"});
  Take();
  Ask(kPath, {"a"}, last_.nonce(), "no valid paths");
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_THAT(log_, ElementsAre("node-1 refused PATH of version " + source_.Version() + ": no valid paths"));
  EXPECT_EQ(StateOf(kPath).nack_message, "no valid paths");
}

TEST_F(HubTest, ANackOfOneResourceOutlastsTheAckOfAnother) {
  Ask(kPath, {"a"});
  Take();
  Ask(kPath, {"a", "b"}, last_.nonce(), "no valid paths");
  EXPECT_TRUE(hub_.TakeNacksChanged());
  EXPECT_THAT(Take(), ElementsAre("PATH 1"));
  Ask(kPath, {"a", "b"}, last_.nonce());
  EXPECT_THAT(Take(), IsEmpty());
  ASSERT_EQ(StateOf(kPath).nacked_resources.size(), 1u);
  EXPECT_EQ(StateOf(kPath).nacked_resources[0].name, "a");
  EXPECT_EQ(StateOf(kPath).nacked_resources[0].message, "no valid paths");
  Ask(kPath, {"b"}, last_.nonce());
  EXPECT_THAT(StateOf(kPath).nacked_resources, IsEmpty()) << "it is not subscribed any more";
}

TEST_F(HubTest, NacksAreShownUntilTheNextVersionIsAccepted) {
  Ask(kPath, {"a"});
  Take();
  EXPECT_FALSE(hub_.TakeNacksChanged());
  Ask(kPath, {"a"}, last_.nonce(), "bad");
  EXPECT_TRUE(hub_.TakeNacksChanged());
  ASSERT_EQ(hub_.Nacks().size(), 1u);
  const Nack nack = hub_.Nacks()[0];
  EXPECT_EQ(nack.node_id, "node-1");
  EXPECT_EQ(nack.key, (ResourceKey{0, kPath, "a"}));
  EXPECT_EQ(nack.message, "bad");
  EXPECT_EQ(nack.resource->value(), "1");
  Change(kPath, "a", "2");
  EXPECT_EQ(hub_.Nacks().size(), 1u) << "it is not answered yet";
  Take();
  hub_.TakeNacksChanged();
  Ask(kPath, {"a"}, last_.nonce());
  EXPECT_TRUE(hub_.TakeNacksChanged());
  EXPECT_THAT(hub_.Nacks(), IsEmpty());
}

TEST_F(HubTest, AnyChangeOfTheSourceMayHaveChangedWhatIsBehindANack) {
  Ask(kPath, {"a"});
  Take();
  Ask(kPath, {"a"}, last_.nonce(), "bad");
  hub_.TakeNacksChanged();
  Change(kMember, "b", "2");
  EXPECT_TRUE(hub_.TakeNacksChanged());
}

TEST_F(HubTest, ANackGoesWithItsClient) {
  Ask(kPath, {"a"});
  Take();
  Ask(kPath, {"a"}, last_.nonce(), "bad");
  hub_.TakeNacksChanged();
  hub_.Close(kSotw, true);
  EXPECT_TRUE(hub_.TakeNacksChanged());
  EXPECT_THAT(hub_.Nacks(), IsEmpty());
}

TEST_F(HubTest, WhatAResourceLeavesOutIsShown) {
  source_.LeaveOut(kPath, "a", "no mirrors");
  Ask(kPath, {"a", "b"});
  EXPECT_THAT(hub_.Describe().at(0).left_out, ElementsAre("no mirrors"));
}

TEST_F(HubTest, ClientsOfOneShapeShareResources) {
  testing::KeepingSink<testing::SotwResponse> other;
  hub_.Open(3, Hub::Variant::kSotw, other, "");
  Hub::SotwRequest request = NewRequest(kPath, {"a"});
  *request.mutable_node() = Node("plain", "east");
  ASSERT_TRUE(hub_.OnRequest(3, request).ok());
  Ask(kPath, {"a"});
  EXPECT_EQ(hub_.cached_resources(), 1u);
  source_.set_clusters_matter(true);
  Publish();
  EXPECT_EQ(hub_.cached_resources(), 2u) << "now the cluster matters";
  EXPECT_THAT(Take(), ElementsAre("PATH 1")) << "for this one nothing changed";
  ASSERT_EQ(other.responses.size(), 1u);
  hub_.OnSent(3);
  ASSERT_EQ(other.responses.size(), 2u);
  EXPECT_EQ(other.responses[1].resources(0).value(), "1@east");
  hub_.Close(3, true);
  EXPECT_EQ(hub_.cached_resources(), 1u);
}

TEST_F(HubTest, AResourceIsEncodedOnceForAllStreams) {
  class PointerSink : public Hub::Sink {
   public:
    void Send(const Push& push) override { encoded = push.resources.at(0).encoded; }
    const EncodedResource* encoded = nullptr;
  };
  PointerSink sinks[3];
  for (uint64_t i = 0; i < 3; ++i) {
    hub_.Open(10 + i, Hub::Variant::kSotw, sinks[i], "");
    Hub::SotwRequest request = NewRequest(kPath, {"a"});
    *request.mutable_node() = Node("plain");
    ASSERT_TRUE(hub_.OnRequest(10 + i, request).ok());
  }
  ASSERT_NE(sinks[0].encoded, nullptr);
  EXPECT_EQ(sinks[1].encoded, sinks[0].encoded);
  EXPECT_EQ(sinks[2].encoded, sinks[0].encoded);
}

TEST_F(HubTest, UnknownTypesAreNotAnswered) {
  Hub::SotwRequest request;
  *request.mutable_node() = Node("plain");
  request.set_type_url("type.googleapis.com/envoy.service.runtime.v3.Runtime");
  EXPECT_TRUE(hub_.OnRequest(kSotw, request).ok());
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(HubTest, ARequestWithoutATypeIsAnError) {
  Hub::SotwRequest request;
  *request.mutable_node() = Node("plain");
  EXPECT_EQ(hub_.OnRequest(kSotw, request).code(), absl::StatusCode::kInvalidArgument);
}

class RecordingHandler : public RequestHandler {
 public:
  absl::Status OnRequest(uint64_t stream, const ::envoy::config::core::v3::Node& node) override {
    events.push_back(StrCat(stream, " ", node.id()));
    return result;
  }
  void OnClose(uint64_t stream, bool graceful) override { events.push_back(StrCat(stream, graceful ? " ended" : " broke")); }
  std::vector<std::string> events;
  absl::Status result;
};

TEST_F(HubTest, RequestsOfATypeWithoutResourcesGoToItsHandler) {
  RecordingHandler handler;
  hub_.AddRequestHandler("test/Message", handler);
  Hub::SotwRequest request;
  *request.mutable_node() = Node("plain");
  request.set_type_url("test/Message");
  EXPECT_TRUE(hub_.OnRequest(kSotw, request).ok());
  handler.result = absl::InvalidArgumentError("not like this");
  EXPECT_EQ(hub_.OnRequest(kSotw, request), handler.result);
  EXPECT_THAT(Take(), IsEmpty());
  hub_.Close(kSotw, true);
  hub_.Close(kDelta, false);
  EXPECT_THAT(handler.events, ElementsAre("1 node-1", "1 node-1", "1 ended", "2 broke"));
}

TEST_F(HubTest, AClientThatWarmsIsSentMembersAgainAfterTheirPoolChanged) {
  Ask(kPool, {"a", "b"}, "", "", "warms");
  Ask(kMember, {"a", "b"});
  Take();
  Change(kPool, "a", "2");
  EXPECT_THAT(Take(), ElementsAre("POOL 2 1", "MEMBER 1"));
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(HubTest, OthersAreSentThePoolAlone) {
  Ask(kPool, {"a"});
  Ask(kMember, {"a"});
  Take();
  Change(kPool, "a", "2");
  EXPECT_THAT(Take(), ElementsAre("POOL 2"));
}

TEST_F(HubTest, AClientThatRepeatsANonceIsAnswered) {
  Ask(kMember, {"a"}, "", "", "warms");
  Take();
  Ask(kMember, {"a"}, last_.nonce());
  EXPECT_THAT(Take(), IsEmpty());
  Ask(kMember, {"a"}, last_.nonce());
  EXPECT_THAT(Take(), ElementsAre("MEMBER 1"));
}

TEST_F(HubTest, AChangeThatComesDuringAPushOvertakesIt) {
  testing::KeepingSink<testing::SotwResponse> other;
  hub_.Open(3, Hub::Variant::kSotw, other, "ipv4:127.0.0.1:3");
  Ask(kPool, {"a"});
  Hub::SotwRequest request = NewRequest(kPool, {"a"});
  *request.mutable_node() = Node("plain");
  ASSERT_TRUE(hub_.OnRequest(3, request).ok());
  hub_.OnSent(kSotw);
  hub_.OnSent(3);
  source_.Put(kPool, "a", "2");
  hub_.OnChange(source_.Take());
  EXPECT_TRUE(hub_.PushSome(1)) << "one of two";
  hub_.OnSent(kSotw);
  source_.Put(kPool, "a", "3");
  hub_.OnChange(source_.Take());
  EXPECT_TRUE(hub_.PushSome(1));
  ASSERT_EQ(other.responses.size(), 2u) << "who has waited longer comes first";
  EXPECT_FALSE(hub_.PushSome(10));
  EXPECT_EQ(sotw_.responses.size(), 3u);
  EXPECT_EQ(other.responses.size(), 2u) << "never sent the state between";
  EXPECT_EQ(other.responses.back().resources(0).value(), "3");
}

TEST_F(HubTest, AStreamThatEndsBeforeItsTurnIsLeftOut) {
  Ask(kPool, {"a"});
  hub_.OnSent(kSotw);
  source_.Remove(kPool, "a");
  hub_.OnChange(source_.Take());
  hub_.Close(kSotw, false);
  EXPECT_FALSE(hub_.PushSome(1));
  EXPECT_EQ(sotw_.responses.size(), 1u);
}

}  // namespace
}  // namespace weft::ads
