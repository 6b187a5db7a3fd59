// SPDX-License-Identifier: Apache-2.0
// The hub over the incremental protocol.
#include "ads/testing/hub_fixture.h"

namespace weft::ads {
namespace {

using ::testing::ElementsAre;
using testing::kGate;
using testing::kMember;
using testing::kPath;
using testing::kPool;

class DeltaHubTest : public testing::HubFixture {};

TEST_F(DeltaHubTest, EverythingIsAllOfATypeWithFullState) {
  AskDelta(kGate, {});
  EXPECT_THAT(TakeDelta(), ElementsAre("GATE +a +b"));
  AskDelta(kPool, {"*"});
  EXPECT_THAT(TakeDelta(), ElementsAre("POOL +a +b"));
}

TEST_F(DeltaHubTest, OfEverythingOnlyWhatIsNewIsSent) {
  AskDelta(kPool, {});
  TakeDelta();
  Change(kPool, "c", "1");
  EXPECT_THAT(TakeDelta(), ElementsAre("POOL +c"));
}

TEST_F(DeltaHubTest, WhatIsMissingIsRemovedAtOnceAndSentWhenItComes) {
  AskDelta(kGate, {"c"});
  EXPECT_THAT(TakeDelta(), ElementsAre("GATE -c"));
  Change(kGate, "c", "1");
  EXPECT_THAT(TakeDelta(), ElementsAre("GATE +c"));
}

TEST_F(DeltaHubTest, NothingIsKeptForAStreamThatClosed) {
  AskDelta(kPool, {});
  TakeDelta();
  EXPECT_GT(hub_.cached_resources(), 0u);
  EXPECT_EQ(source_.streams(), 1u);
  hub_.Close(kDelta, true);
  EXPECT_EQ(hub_.cached_resources(), 0u);
  EXPECT_EQ(source_.streams(), 0u);
}

TEST_F(DeltaHubTest, AClientThatWarmsAndComesBackIsSentTheMembersOfPoolsThatChanged) {
  AskDelta(kPool, {"a"}, "", "warms");
  EXPECT_THAT(TakeDelta(), ElementsAre("POOL +a"));
  AskDelta(kMember, {"a"});
  TakeDelta();
  const std::string version = last_delta_.resources(0).version();

  hub_.Close(kDelta, false);
  hub_.Open(kDelta, Hub::Variant::kDelta, delta_, "");
  AskDelta(kPool, {"a"}, "", "warms");
  EXPECT_THAT(TakeDelta(), ElementsAre("POOL +a"));
  Hub::DeltaRequest request;
  request.set_type_url(types_.at(kMember).url);
  request.add_resource_names_subscribe("a");
  (*request.mutable_initial_resource_versions())["a"] = version;
  ASSERT_TRUE(hub_.OnRequest(kDelta, request).ok());
  EXPECT_THAT(TakeDelta(), ElementsAre("MEMBER +a")) << "though it has these members";
}

TEST_F(DeltaHubTest, WhatDoesNotExistIsSentThoughPathsAreUnanswered) {
  AskDelta(kPath, {"a"});
  AskDelta(kPool, {"c"});
  EXPECT_THAT(TakeDelta(), ElementsAre("PATH +a", "POOL -c"));
}

TEST_F(DeltaHubTest, AClientThatUnsubscribedFromItsPathsOwesNoAnswerForThem) {
  AskDelta(kPool, {"b"});
  AskDelta(kPath, {"a"});
  TakeDelta();
  Hub::DeltaRequest request;
  request.set_type_url(types_.at(kPath).url);
  request.add_resource_names_unsubscribe("a");
  ASSERT_TRUE(hub_.OnRequest(kDelta, request).ok());
  source_.Remove(kPool, "b");
  Publish();
  EXPECT_THAT(TakeDelta(), ElementsAre("POOL -b"));
}

TEST_F(DeltaHubTest, APoolStaysUntilThePathsAreAnswered) {
  AskDelta(kPool, {});
  AskDelta(kPath, {"a"});
  TakeDelta();
  AskDelta(kPath, {}, last_delta_.nonce());
  source_.Put(kPath, "a", "2");
  source_.Remove(kPool, "b");
  Publish();
  EXPECT_THAT(TakeDelta(), ElementsAre("PATH +a"));
  AskDelta(kPath, {}, last_delta_.nonce());
  EXPECT_THAT(TakeDelta(), ElementsAre("POOL -b"));
}

}  // namespace
}  // namespace weft::ads
