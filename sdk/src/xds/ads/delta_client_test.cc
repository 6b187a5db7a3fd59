// SPDX-License-Identifier: Apache-2.0
// The client over delta: what it sends otherwise than over state of the world.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/type_urls.h"
#include "xds/testing/client_fixture.h"

namespace weft::xds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class DeltaClientTest : public ClientFixture {
 protected:
  DeltaClientTest() : ClientFixture(XdsProtocol::kDelta) {}

  DeltaRequest Take() { return transport_.Take<DeltaRequest>(); }
  static DeltaResponse Removed(std::string_view url, const std::string& name) {
    DeltaResponse response = DeltaOf(url, {}, "removal");
    response.add_removed_resources(name);
    return response;
  }
  // bread is known with its flour and water.
  void RespondWithAll() {
    SubscribeRecipe("bread");
    Respond(DeltaOf(kRecipeUrl, {"bread=flour,water"}, "r1"));
    Respond(DeltaOf(kIngredientUrl, {"flour", "water"}, "i1"));
    transport_.requests.clear();
  }
};

TEST_F(DeltaClientTest, RequestsNothingBeforeSomethingIsSubscribed) { EXPECT_THAT(transport_.requests, IsEmpty()); }

TEST_F(DeltaClientTest, AnswersAndNewNamesAreSeparateRequestsAndOnlyAnswersCarryANonce) {
  SubscribeRecipe("bread");
  const DeltaRequest first = Take();
  EXPECT_EQ(first.node().id(), "node-1");
  EXPECT_THAT(first.resource_names_subscribe(), ElementsAre("bread"));
  EXPECT_THAT(first.initial_resource_versions(), IsEmpty());

  Respond(DeltaOf(kRecipeUrl, {"bread=flour"}, "r1"));
  const DeltaRequest ack = Take();
  EXPECT_EQ(ack.type_url(), kRecipeUrl);
  EXPECT_EQ(ack.response_nonce(), "nonce-r1");
  EXPECT_FALSE(ack.has_error_detail());
  EXPECT_FALSE(ack.has_node());
  EXPECT_THAT(ack.resource_names_subscribe(), IsEmpty());
  const DeltaRequest ingredients = Take();
  EXPECT_EQ(ingredients.type_url(), kIngredientUrl);
  EXPECT_EQ(ingredients.response_nonce(), "");
  EXPECT_THAT(ingredients.resource_names_subscribe(), ElementsAre("flour"));
}

TEST_F(DeltaClientTest, WhatNothingNamesAnyMoreIsUnsubscribedAndWhatIsNamedAgainIsSubscribedAgain) {
  RespondWithAll();
  Respond(DeltaOf(kRecipeUrl, {"bread=flour"}, "r2"));
  Take();
  const DeltaRequest ingredients = Take();
  EXPECT_THAT(ingredients.resource_names_unsubscribe(), ElementsAre("water"));
  EXPECT_THAT(ingredients.resource_names_subscribe(), IsEmpty());
  EXPECT_EQ(ingredients.response_nonce(), "");
  EXPECT_FALSE(ingredients_.contains("water"));

  Respond(DeltaOf(kRecipeUrl, {"bread=flour,water"}, "r3"));
  Take();
  EXPECT_THAT(Take().resource_names_subscribe(), ElementsAre("water"));
  EXPECT_EQ(StateOf("water"), ResourceState::kRequested) << "the copy from before was dropped";
  Respond(DeltaOf(kIngredientUrl, {"water"}, "i1"));
  EXPECT_EQ(StateOf("water"), ResourceState::kKnown);
}

TEST_F(DeltaClientTest, AReconnectRestatesAllNamesWithTheVersionsThatAreHeldOnceForEachType) {
  RespondWithAll();
  Respond(DeltaOf(kIngredientUrl, {"water=hot"}, "i2"));
  Reconnect();
  const DeltaRequest recipes = Take();
  EXPECT_TRUE(recipes.has_node());
  EXPECT_THAT(recipes.initial_resource_versions(), UnorderedElementsAre(Pair("bread", "r1")));
  const DeltaRequest ingredients = Take();
  EXPECT_THAT(ingredients.resource_names_subscribe(), ElementsAre("flour", "water"));
  EXPECT_THAT(ingredients.initial_resource_versions(), UnorderedElementsAre(Pair("flour", "i1"), Pair("water", "i2")));
  SubscribeRecipe("cake");
  EXPECT_THAT(Take().initial_resource_versions(), IsEmpty());
}

TEST_F(DeltaClientTest, AnotherServerDoesNotGetTheVersionsOfTheFirst) {
  RespondWithAll();
  Reconnect();
  Reconnect();
  EXPECT_THAT(transport_.connected, ElementsAre("first:1", "first:1", "second:2"));
  const DeltaRequest recipes = Take();
  EXPECT_THAT(recipes.resource_names_subscribe(), ElementsAre("bread"));
  EXPECT_THAT(recipes.initial_resource_versions(), IsEmpty());
  EXPECT_EQ(StateOf("flour"), ResourceState::kKnown) << "and is used all the same";
}

TEST_F(DeltaClientTest, ASilentServerThatTookTheStreamWorksIfTheClientMayHaveEverything) {
  RespondWithAll();
  Reconnect();
  EXPECT_EQ(client_.ServerDescription(), "first:1 (not connected)");
  client_.OnOpened();
  EXPECT_EQ(client_.ServerDescription(), "first:1");
  Reconnect();
  EXPECT_EQ(transport_.connected.back(), "first:1");
  EXPECT_THAT(log_, IsEmpty());
}

TEST_F(DeltaClientTest, ARefusalNamesEveryProblemUsesTheGoodOnesAndKeepsTheLastGoodVersion) {
  RespondWithAll();
  DeltaResponse response = DeltaOf(kIngredientUrl, {"flour=?", "water=hot", "salt"}, "i2");
  response.mutable_resources(2)->set_name("alias");
  Respond(response);
  const DeltaRequest nack = Take();
  EXPECT_EQ(nack.response_nonce(), "nonce-i2");
  EXPECT_EQ(nack.error_detail().code(), AdsProtocol::kInvalidArgument);
  EXPECT_EQ(nack.error_detail().message(),
            "Ingredient \"flour\": parts: \"?\" is not known; "
            "Ingredient \"alias\": name: \"salt\" is not the name it was sent by");
  EXPECT_EQ(StateOf("flour"), ResourceState::kKnown);
  Reconnect();
  Take();
  EXPECT_THAT(Take().initial_resource_versions(), UnorderedElementsAre(Pair("flour", "i1"), Pair("water", "i2")));
}

TEST_F(DeltaClientTest, WhatIsRemovedWhileReferencedIsMissingStaysSubscribedAndComesBack) {
  RespondWithAll();
  Respond(Removed(kIngredientUrl, "flour"));
  EXPECT_EQ(StateOf("flour"), ResourceState::kMissing);
  EXPECT_EQ(ingredients_.at("flour").problem, "Ingredient \"flour\" was removed");
  EXPECT_EQ(StateOf("water"), ResourceState::kKnown) << "what a response leaves out is untouched";
  Take();
  EXPECT_THAT(transport_.requests, IsEmpty());
  Respond(DeltaOf(kIngredientUrl, {"flour"}, "i3"));
  EXPECT_EQ(StateOf("flour"), ResourceState::kKnown);
}

TEST_F(DeltaClientTest, WhatOnlyARemovedResourceReferredToIsUnsubscribed) {
  RespondWithAll();
  Respond(Removed(kRecipeUrl, "bread"));
  EXPECT_EQ(recipes_.at("bread").state, ResourceState::kMissing);
  Take();
  EXPECT_THAT(Take().resource_names_unsubscribe(), ElementsAre("flour", "water"));
}

TEST_F(DeltaClientTest, ANameThatDoesNotExistIsMissingWithTheReasonThatTheServerGives) {
  SubscribeRecipe("cake");
  SubscribeRecipe("tart");
  DeltaResponse response = Removed(kRecipeUrl, "cake");
  response.add_removed_resources("tart");
  AddNotFound(response, "cake", "no such recipe");
  Respond(response);
  EXPECT_EQ(recipes_.at("cake").state, ResourceState::kMissing);
  EXPECT_EQ(recipes_.at("cake").problem, "no such recipe");
  EXPECT_EQ(recipes_.at("tart").problem, "Recipe \"tart\" does not exist");
}

TEST_F(DeltaClientTest, AResourceWithoutContentIsOnlyASignOfLife) {
  RespondWithAll();
  changes_ = 0;
  DeltaResponse response = DeltaOf(kIngredientUrl, {"flour"}, "i1");
  response.mutable_resources(0)->clear_resource();
  Respond(response);
  EXPECT_FALSE(Take().has_error_detail());
  EXPECT_EQ(StateOf("flour"), ResourceState::kKnown);
  EXPECT_EQ(changes_, 0);
}

TEST_F(DeltaClientTest, AnAnswerToWhatWasNeverRequestedIsNotSentForItWouldRequestEverything) {
  Respond(DeltaOf(kIngredientUrl, {"flour"}, "i1"));
  EXPECT_THAT(transport_.requests, IsEmpty());
}

TEST_F(DeltaClientTest, WorkloadsAreAnnouncedOverDeltaToo) {
  client_.Announce({.name = "", .labels = {{"app", "reviews"}}, .address = "127.0.0.1", .ports = {{"http", 41000}}});
  const DeltaRequest announced = Take();
  EXPECT_EQ(announced.type_url(), kWorkloadTypeUrl);
  EXPECT_EQ(announced.node().metadata().fields().at("WEFT_WORKLOADS").list_value().values_size(), 1);
  client_.Close();
  EXPECT_EQ(Take().node().metadata().fields().at("WEFT_WORKLOADS").list_value().values_size(), 0);
  EXPECT_TRUE(transport_.half_closed);
}

TEST_F(DeltaClientTest, AServerWithoutDeltaGetsStateOfTheWorldAtOnceAndForGood) {
  SubscribeRecipe("bread");
  client_.OnClosed(absl::UnimplementedError("unknown method"));
  EXPECT_EQ(timers_.UntilNext().count(), 0);
  timers_.RunNext();
  EXPECT_THAT(transport_.connected, ElementsAre("first:1", "first:1"));
  EXPECT_THAT(transport_.protocols, ElementsAre(XdsProtocol::kDelta, XdsProtocol::kStateOfTheWorld));
  EXPECT_THAT(transport_.Take<SotwRequest>().resource_names(), ElementsAre("bread"));
  Respond(SotwOf(kRecipeUrl, {"bread"}, "r1"));
  EXPECT_EQ(transport_.Take<SotwRequest>().version_info(), "r1");
  Reconnect();
  EXPECT_EQ(transport_.protocols.back(), XdsProtocol::kStateOfTheWorld);
  EXPECT_THAT(log_, ElementsAre(HasSubstr("first:1 does not serve delta xDS")));
}

TEST_F(DeltaClientTest, AnotherFailureIsNoReasonToLeaveDelta) {
  Reconnect();
  EXPECT_THAT(transport_.protocols, ElementsAre(XdsProtocol::kDelta, XdsProtocol::kDelta));
}

}  // namespace
}  // namespace weft::xds
