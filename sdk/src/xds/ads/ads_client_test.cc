// SPDX-License-Identifier: Apache-2.0
#include "xds/ads/ads_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/type_urls.h"
#include "xds/testing/client_fixture.h"

namespace weft::xds {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// State of the world; delta_client_test.cc has what delta does otherwise.
class AdsClientTest : public ClientFixture {
 protected:
  AdsClientTest() : ClientFixture(XdsProtocol::kStateOfTheWorld) {}

  SotwRequest Take() { return transport_.Take<SotwRequest>(); }
  // bread is known with its flour.
  void RespondWithAll() {
    SubscribeRecipe("bread");
    Respond(SotwOf(kRecipeUrl, {"bread=flour"}, "r1"));
    Respond(SotwOf(kIngredientUrl, {"flour=white"}, "i1"));
    transport_.requests.clear();
  }
};

TEST_F(AdsClientTest, FollowsReferencesToOtherTypesAndAnswersEachResponse) {
  SubscribeRecipe("bread");
  SotwRequest request = Take();
  EXPECT_EQ(request.node().id(), "node-1");
  EXPECT_EQ(request.node().user_agent_name(), "weft");
  EXPECT_EQ(request.type_url(), kRecipeUrl);
  EXPECT_THAT(request.resource_names(), ElementsAre("bread"));

  Respond(SotwOf(kRecipeUrl, {"bread=flour,water"}, "r1"));
  const SotwRequest ack = Take();
  EXPECT_EQ(ack.version_info(), "r1");
  EXPECT_EQ(ack.response_nonce(), "nonce-r1");
  EXPECT_FALSE(ack.has_node());
  request = Take();
  EXPECT_EQ(request.type_url(), kIngredientUrl);
  EXPECT_THAT(request.resource_names(), ElementsAre("flour", "water"));

  Respond(SotwOf(kIngredientUrl, {"flour"}, "i1"));
  EXPECT_EQ(StateOf("flour"), ResourceState::kKnown);
  EXPECT_EQ(StateOf("water"), ResourceState::kRequested);
}

TEST_F(AdsClientTest, WhatNothingRefersToAnyMoreIsNoLongerSubscribedUnlessItIsByItself) {
  client_.Subscribe(kIngredientUrl, "salt");
  RespondWithAll();
  Respond(SotwOf(kRecipeUrl, {"bread=water"}, "r2"));
  Take();
  EXPECT_THAT(Take().resource_names(), ElementsAre("salt", "water"));
  EXPECT_FALSE(ingredients_.contains("flour"));
}

TEST_F(AdsClientTest, ABadResourceIsRefusedByNameAndTheGoodOnesOfTheResponseAreUsed) {
  RespondWithAll();
  Respond(SotwOf(kRecipeUrl, {"bread=flour,water"}, "r2"));
  transport_.requests.clear();
  Respond(SotwOf(kIngredientUrl, {"flour=?", "water"}, "i-bad"));
  const SotwRequest nack = Take();
  EXPECT_EQ(nack.error_detail().code(), AdsProtocol::kInvalidArgument);
  EXPECT_EQ(nack.error_detail().message(), "Ingredient \"flour\": parts: \"?\" is not known");
  EXPECT_EQ(nack.version_info(), "i1");
  EXPECT_EQ(nack.response_nonce(), "nonce-i-bad");
  EXPECT_THAT(ingredients_.at("flour").value->parts, ElementsAre("white")) << "the old version stays";
  EXPECT_EQ(StateOf("water"), ResourceState::kKnown) << "the good one is used";
  EXPECT_THAT(log_, ElementsAre(HasSubstr("refused configuration from first:1: Ingredient \"flour\"")));
}

TEST_F(AdsClientTest, AnEqualUpdateIsAcknowledgedAndChangesNothing) {
  RespondWithAll();
  changes_ = 0;
  const auto before = ingredients_.at("flour").value;
  Respond(SotwOf(kIngredientUrl, {"flour=white"}, "i2"));
  EXPECT_EQ(Take().version_info(), "i2");
  EXPECT_EQ(changes_, 0);
  EXPECT_EQ(ingredients_.at("flour").value, before);
}

TEST_F(AdsClientTest, WhatAFullStateResponseLeavesOutIsGoneButNotOfATypeThatIsSentInParts) {
  RespondWithAll();
  Respond(SotwOf(kIngredientUrl, {"sugar"}, "i2"));
  EXPECT_EQ(StateOf("flour"), ResourceState::kKnown);
  Respond(SotwOf(kRecipeUrl, {}, "r2"));
  EXPECT_EQ(recipes_.at("bread").state, ResourceState::kMissing);
  EXPECT_EQ(recipes_.at("bread").value, nullptr);
  EXPECT_EQ(recipes_.at("bread").problem, "Recipe \"bread\" was removed");
}

TEST_F(AdsClientTest, WhatTheServerReportsAsNotFoundIsMissingWithItsReason) {
  SubscribeRecipe("cake");
  SotwResponse response = SotwOf(kRecipeUrl, {}, "r1");
  AddNotFound(response, "cake", "no such recipe");
  Respond(response);
  EXPECT_EQ(recipes_.at("cake").state, ResourceState::kMissing);
  EXPECT_EQ(recipes_.at("cake").problem, "no such recipe");
}

TEST_F(AdsClientTest, ReconnectsWithVersionsButWithoutNoncesAndKeepsTheConfiguration) {
  RespondWithAll();
  Disconnect();
  EXPECT_EQ(StateOf("flour"), ResourceState::kKnown);
  timers_.RunNext();
  EXPECT_THAT(transport_.connected, ElementsAre("first:1", "first:1"));
  const SotwRequest first = Take();
  EXPECT_TRUE(first.has_node());
  EXPECT_EQ(first.version_info(), "r1");
  EXPECT_EQ(first.response_nonce(), "");
  EXPECT_EQ(transport_.requests.size(), 1u);
}

TEST_F(AdsClientTest, AServerThatDoesNotAnswerIsFollowedByTheNextAfterAGrowingPause) {
  Disconnect();
  const auto first_pause = timers_.UntilNext();
  EXPECT_GE(first_pause, milliseconds(160));
  EXPECT_LE(first_pause, milliseconds(240));
  timers_.RunNext();
  EXPECT_THAT(transport_.connected, ElementsAre("first:1", "second:2"));
  for (int i = 0; i < 4; ++i) Reconnect();
  Disconnect();
  EXPECT_GT(timers_.UntilNext(), first_pause * 3);
  for (int i = 0; i < 20; ++i) {
    timers_.RunNext();
    Disconnect();
  }
  EXPECT_LE(timers_.UntilNext(), seconds(12));
  EXPECT_THAT(log_, ElementsAre(HasSubstr("cannot be reached"))) << "an outage is logged once";
}

TEST_F(AdsClientTest, ANameWithoutAnAnswerFor15SecondsIsMissingUntilItComes) {
  SubscribeRecipe("late");
  timers_.Advance(milliseconds(14'999));
  EXPECT_EQ(recipes_.at("late").state, ResourceState::kRequested);
  timers_.Advance(milliseconds(1));
  EXPECT_EQ(recipes_.at("late").state, ResourceState::kMissing);
  EXPECT_EQ(recipes_.at("late").problem, "Recipe \"late\": no answer from the control plane for 15 s");
  EXPECT_EQ(changes_, 1);
  Respond(SotwOf(kRecipeUrl, {"late"}, "r1"));
  EXPECT_EQ(recipes_.at("late").state, ResourceState::kKnown);
  EXPECT_TRUE(timers_.empty());
}

TEST_F(AdsClientTest, NamesThatWaitSinceTheSameMomentGoMissingAsOneChangeAndLaterOnesLater) {
  SubscribeRecipe("bread");
  SubscribeRecipe("cake");
  timers_.Advance(seconds(5));
  SubscribeRecipe("tart");
  timers_.Advance(seconds(10));
  EXPECT_EQ(changes_, 1);
  EXPECT_EQ(recipes_.at("cake").state, ResourceState::kMissing);
  EXPECT_EQ(recipes_.at("tart").state, ResourceState::kRequested);
  timers_.Advance(seconds(5));
  EXPECT_EQ(recipes_.at("tart").state, ResourceState::kMissing);
}

TEST_F(AdsClientTest, NothingIsWaitedForWhileDisconnectedAndAllOf15SecondsOnTheNextStream) {
  SubscribeRecipe("late");
  timers_.Advance(seconds(14));
  Reconnect();
  timers_.Advance(milliseconds(14'999));
  EXPECT_EQ(recipes_.at("late").state, ResourceState::kRequested);
  timers_.Advance(milliseconds(1));
  EXPECT_EQ(recipes_.at("late").state, ResourceState::kMissing);
}

TEST_F(AdsClientTest, WhatIsAnsweredOrNoLongerSubscribedLeavesNoTimer) {
  RespondWithAll();
  EXPECT_TRUE(timers_.empty());
  Respond(SotwOf(kRecipeUrl, {"bread=flour,water"}, "r2"));
  EXPECT_FALSE(timers_.empty());
  Respond(SotwOf(kRecipeUrl, {"bread=flour"}, "r3"));
  EXPECT_TRUE(timers_.empty());
}

TEST_F(AdsClientTest, WorkloadsAreAnnouncedAgainOnEveryStreamAndWithdrawnAtTheEnd) {
  client_.Announce({.name = "", .labels = {{"app", "reviews"}}, .address = "127.0.0.1", .ports = {{"http", 41000}}});
  auto workloads = [](const SotwRequest& request) {
    return request.node().metadata().fields().at("WEFT_WORKLOADS").list_value();
  };
  const SotwRequest announced = Take();
  EXPECT_EQ(announced.type_url(), kWorkloadTypeUrl);
  EXPECT_EQ(announced.node().id(), "node-1");
  ASSERT_EQ(workloads(announced).values_size(), 1);
  EXPECT_EQ(workloads(announced).values(0).struct_value().fields().at("name").string_value(), "reviews-41000");

  Reconnect();
  EXPECT_EQ(workloads(Take()).values_size(), 1);

  client_.Close();
  EXPECT_EQ(workloads(Take()).values_size(), 0);
  EXPECT_TRUE(transport_.half_closed);
  Disconnect();
  EXPECT_TRUE(timers_.empty()) << "a closed client does not come back";
}

TEST_F(AdsClientTest, FieldsThatAreNotAppliedAreListedByResourceAndPath) {
  RespondWithAll();
  Respond(SotwOf(kIngredientUrl, {"flour=white!"}, "i2"));
  EXPECT_THAT(client_.IgnoredFields(), ElementsAre("Ingredient/flour: exclamation"));
}

TEST_F(AdsClientTest, AResponseOfATypeNobodyRegisteredIsLeftAlone) {
  Respond(SotwOf("type.googleapis.com/test.Other", {}, "o1"));
  EXPECT_THAT(transport_.requests, IsEmpty());
}

}  // namespace
}  // namespace weft::xds
