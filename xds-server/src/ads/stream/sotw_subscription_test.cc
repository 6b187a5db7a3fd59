// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/sotw_subscription.h"

#include "gmock/gmock.h"

namespace weft::ads {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Coverage = Subscription::Coverage;
using Verdict = Subscription::Verdict;

// A subscription with the resources that exist, by name and content.
class SubscriptionTest : public ::testing::Test {
 protected:
  explicit SubscriptionTest(Coverage coverage = Coverage::kChanged, bool errors = false) : subscription_(coverage, errors) {}

  Subscription::Plan Plan(bool removals = true) const {
    return subscription_.MakePlan(
        [this](const std::string& name) {
          auto found = existing_.find(name);
          static const std::string kMissing = "there is no such thing";
          const auto last = last_.find(name);
          return Subscription::Content{found == existing_.end() ? 0 : found->second, &kMissing,
                                       last == last_.end() ? 0 : last->second};
        },
        removals);
  }
  // What is sent now, in order; errors with a "!".
  std::vector<std::string> Send(bool removals = true) {
    Subscription::Plan plan = Plan(removals);
    std::vector<std::string> names;
    for (const auto& item : plan.resources) names.push_back(item.name);
    for (const auto& item : plan.errors) names.push_back("!" + item.name);
    if (!plan.needed) return names;
    ++sent_;
    subscription_.OnSent(plan, "v" + Nonce(), Nonce(), absl::FromUnixSeconds(sent_));
    return names;
  }
  Verdict Ask(std::vector<std::string> names, const std::string& nonce = "", std::optional<std::string> error = {}) {
    return subscription_.OnRequest({std::move(names), nonce, std::move(error)}).verdict;
  }
  std::string Nonce() const { return std::to_string(sent_); }

  SotwSubscription subscription_;
  std::map<std::string, uint64_t> existing_;
  std::map<std::string, uint64_t> last_;  // what is kept of others
  int sent_ = 0;
};

class AllSubscription : public SubscriptionTest {
 protected:
  AllSubscription() : SubscriptionTest(Coverage::kAll) {}
};

class ToldSubscription : public SubscriptionTest {
 protected:
  ToldSubscription() : SubscriptionTest(Coverage::kAll, true) {}
};

TEST_F(SubscriptionTest, AVeryLongRefusalIsCutBetweenTwoCharacters) {
  existing_ = {{"a", 1}};
  Ask({"a"});
  Send();
  std::string message = "x";
  while (message.size() < 10'000) message += "\u00e4";
  Ask({"a"}, Nonce(), message);
  const auto refused = subscription_.Describe().nacked_resources;
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_LT(refused[0].message.size(), 5'000u);
  EXPECT_EQ(refused[0].message.size() % 2, 1u + 4 % 2) << "x, whole characters and \" ...\"";
}

TEST_F(SubscriptionTest, AnAnswerToAnEarlierResponseCountsForItsResources) {
  existing_ = {{"a", 1}, {"b", 1}};
  Ask({"a"});
  Send();
  const std::string first = Nonce();
  Ask({"a", "b"});
  existing_["a"] = 2;
  Send();
  EXPECT_EQ(Ask({"a", "b"}, first, "bad"), Verdict::kStale);
  EXPECT_EQ(subscription_.nacks(), 1u);
  EXPECT_EQ(Ask({"a", "b"}, Nonce()), Verdict::kAck);
  EXPECT_EQ(subscription_.nacks(), 0u);
}

TEST_F(SubscriptionTest, WhatIsAskedForAndExistsIsSentOnce) {
  existing_ = {{"a", 1}, {"b", 2}};
  EXPECT_EQ(Ask({"a", "c"}), Verdict::kFirst);
  EXPECT_THAT(Send(), ElementsAre("a"));
  EXPECT_THAT(Send(), IsEmpty());
}

TEST_F(SubscriptionTest, TheFirstRequestWithANonceIsItsAck) {
  existing_ = {{"a", 1}};
  Ask({"a"});
  Send();
  EXPECT_EQ(Ask({"a"}, Nonce()), Verdict::kAck);
  EXPECT_THAT(Send(), IsEmpty());
  EXPECT_EQ(subscription_.Describe().acked_version, "v1");
  EXPECT_FALSE(subscription_.Describe().waiting);
}

TEST_F(SubscriptionTest, AnyFurtherRequestWithItIsAStatementAndIsAnswered) {
  existing_ = {{"a", 1}, {"b", 2}};
  Ask({"a", "b"});
  Send();
  Ask({"a", "b"}, Nonce());
  EXPECT_EQ(Ask({"a", "b"}, Nonce()), Verdict::kAgain);
  EXPECT_THAT(Send(), ElementsAre("a", "b"));
}

TEST_F(SubscriptionTest, AnAckMayNameMore) {
  existing_ = {{"a", 1}, {"b", 2}};
  Ask({"a"});
  Send();
  EXPECT_EQ(Ask({"a", "b"}, Nonce()), Verdict::kAck);
  EXPECT_THAT(Send(), ElementsAre("b"));
}

TEST_F(SubscriptionTest, AStaleRequestChangesNothing) {
  existing_ = {{"a", 1}};
  Ask({"a"});
  Send();
  existing_["a"] = 2;
  Send();
  EXPECT_EQ(Ask({"a", "b"}, "1"), Verdict::kStale);
  EXPECT_FALSE(subscription_.Has("b"));
  EXPECT_EQ(Ask({"a", "b"}, "2"), Verdict::kAck);
  EXPECT_TRUE(subscription_.Has("b"));
}

TEST_F(SubscriptionTest, ANackIsToldByItsErrorAloneAndIsNotAnsweredWithTheSame) {
  existing_ = {{"a", 1}};
  Ask({"a"});
  Send();
  EXPECT_EQ(Ask({"a"}, Nonce(), "bad"), Verdict::kNack);
  EXPECT_THAT(Send(), IsEmpty());
  EXPECT_EQ(subscription_.Describe().nacked_version, "v1");
  EXPECT_EQ(subscription_.Describe().nack_message, "bad");
  EXPECT_EQ(subscription_.Describe().acked_version, "");
  existing_["a"] = 2;
  EXPECT_THAT(Send(), ElementsAre("a"));
  Ask({"a"}, Nonce());
  EXPECT_EQ(subscription_.Describe().nacked_version, "");
}

TEST_F(SubscriptionTest, ANackMayNameMore) {
  existing_ = {{"a", 1}, {"b", 1}};
  Ask({"a"});
  Send();
  Ask({"a", "b"}, Nonce(), "bad");
  EXPECT_THAT(Send(), ElementsAre("b"));
}

TEST_F(SubscriptionTest, TwoRequestsBeforeTheFirstResponseTheNewestCounts) {
  existing_ = {{"c1", 1}, {"cX", 2}};
  Ask({"cX"});
  EXPECT_EQ(Ask({"cX", "c1"}), Verdict::kFirst);
  EXPECT_THAT(Send(), ElementsAre("c1", "cX"));
}

TEST_F(SubscriptionTest, ASecondRequestWithoutNonceWhileAResponseIsOnItsWayAddsTheNewNames) {
  existing_ = {{"c1", 1}, {"cX", 2}};
  Ask({"cX"});
  EXPECT_THAT(Send(), ElementsAre("cX"));
  Ask({"cX", "c1"});
  EXPECT_THAT(Send(), ElementsAre("c1"));
}

TEST_F(SubscriptionTest, ANameThatAppearsLaterIsSentThen) {
  Ask({"a"});
  EXPECT_THAT(Send(), IsEmpty());
  existing_["a"] = 1;
  EXPECT_THAT(Send(), ElementsAre("a"));
}

TEST_F(SubscriptionTest, ADroppedAndRenewedNameIsSentAgain) {
  existing_ = {{"a", 1}, {"b", 1}};
  Ask({"a", "b"});
  Send();
  Ask({"a"}, Nonce());
  EXPECT_FALSE(subscription_.Has("b"));
  Ask({"a", "b"}, Nonce());
  EXPECT_THAT(Send(), ElementsAre("a", "b"));
}

TEST_F(SubscriptionTest, NoNamesIsNothing) {
  existing_ = {{"a", 1}};
  Ask({});
  EXPECT_THAT(Send(), IsEmpty());
  EXPECT_FALSE(subscription_.wildcard());
}

TEST_F(SubscriptionTest, WhatGoesAwayIsNotSaidToAClientThatKnowsNoErrors) {
  existing_ = {{"a", 1}};
  Ask({"a"});
  Send();
  existing_.clear();
  EXPECT_THAT(Send(), IsEmpty());
  EXPECT_FALSE(Plan().needed);
}

TEST_F(AllSubscription, EveryResponseHoldsAllThatIsSubscribed) {
  existing_ = {{"a", 1}, {"b", 1}, {"c", 1}};
  Ask({"a"});
  EXPECT_THAT(Send(), ElementsAre("a"));
  Ask({"a", "b"}, Nonce());
  EXPECT_THAT(Send(), ElementsAre("a", "b"));
  existing_["b"] = 2;
  EXPECT_THAT(Send(), ElementsAre("a", "b"));
}

TEST_F(AllSubscription, LeavingAResourceOutSaysThatItIsGone) {
  existing_ = {{"a", 1}, {"b", 1}};
  Ask({"a", "b"});
  Send();
  existing_.erase("a");
  EXPECT_FALSE(Plan(false).needed);
  EXPECT_TRUE(Plan(false).has_removals);
  EXPECT_THAT(Send(), ElementsAre("b"));
  EXPECT_THAT(Send(), IsEmpty());
  existing_.clear();
  EXPECT_TRUE(Plan().needed) << "an empty response, which deletes the last one";
  Send();
  EXPECT_FALSE(Plan().needed);
}

TEST_F(AllSubscription, AChangeNextToARemovalIsNews) {
  existing_ = {{"a", 1}, {"b", 1}};
  Ask({"a", "b"});
  Send();
  existing_ = {{"b", 2}};
  EXPECT_TRUE(Plan(false).needed);
  EXPECT_TRUE(Plan(false).has_removals);
}

TEST_F(AllSubscription, NoNamesAfterANamedSubscriptionIsNothingAndNotEverything) {
  existing_ = {{"a", 1}};
  Ask({"a"});
  Send();
  Ask({}, Nonce());
  EXPECT_FALSE(subscription_.wildcard());
  existing_["a"] = 2;
  EXPECT_THAT(Send(), IsEmpty());
}

TEST_F(AllSubscription, NoNamesAtFirstIsEverything) {
  Ask({});
  EXPECT_TRUE(subscription_.wildcard());
  Ask({"*", "a"});
  EXPECT_TRUE(subscription_.wildcard());
  Ask({"a"});
  EXPECT_FALSE(subscription_.wildcard());
}

TEST_F(AllSubscription, WhoComesBackWithResourcesIsToldThatTheyAreGone) {
  subscription_.OnRequest({{"a"}, "", {}, true});
  EXPECT_TRUE(Plan().needed) << "an empty response";
  Send();
  EXPECT_FALSE(Plan().needed);
}

TEST_F(AllSubscription, WhatIsGoneStaysThroughAnswersUntilThatIsSaid) {
  existing_ = {{"a", 1}, {"b", 1}};
  last_ = {{"a", 1}};
  Ask({});
  subscription_.SetExisting({"a", "b"});
  EXPECT_THAT(Send(), ElementsAre("a", "b"));
  existing_ = {{"b", 1}, {"c", 1}};
  subscription_.SetExisting({"b", "c"});
  EXPECT_THAT(Send(false), ElementsAre("a", "b", "c"));
  Ask({}, Nonce());
  EXPECT_THAT(Send(), ElementsAre("b", "c"));
}

TEST_F(AllSubscription, EverythingFollowsWhatThereIs) {
  existing_ = {{"a", 1}, {"b", 1}};
  Ask({});
  EXPECT_THAT(subscription_.SetExisting({"a", "b"}).added, ElementsAre("a", "b"));
  EXPECT_THAT(Send(), ElementsAre("a", "b"));
  Ask({}, Nonce());
  EXPECT_THAT(Send(), IsEmpty());
  existing_.erase("a");
  EXPECT_THAT(subscription_.SetExisting({"b"}).removed, IsEmpty()) << "it stays until that is sent";
  EXPECT_FALSE(Plan(false).needed);
  EXPECT_TRUE(Plan(false).has_removals);
  EXPECT_THAT(Send(), ElementsAre("b"));
  EXPECT_THAT(subscription_.DropUnused().removed, ElementsAre("a"));
  EXPECT_THAT(Send(), IsEmpty());
}

TEST_F(AllSubscription, WhatIsNewComesBeforeWhatItReplacesGoes) {
  existing_ = {{"a", 1}, {"b", 1}};
  Ask({});
  subscription_.SetExisting({"a", "b"});
  Send();
  existing_ = {{"b", 1}, {"c", 1}};
  last_ = {{"a", 1}};
  subscription_.SetExisting({"b", "c"});
  EXPECT_THAT(Send(false), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Send(false), IsEmpty());
  EXPECT_THAT(subscription_.DropUnused().removed, IsEmpty());
  EXPECT_THAT(Send(true), ElementsAre("b", "c"));
  EXPECT_THAT(subscription_.DropUnused().removed, ElementsAre("a"));
  EXPECT_THAT(Send(true), IsEmpty());
}

TEST_F(AllSubscription, WhatComesBackBeforeItsRemovalWasSaidStays) {
  existing_ = {{"a", 1}};
  Ask({});
  subscription_.SetExisting({"a"});
  Send();
  existing_.clear();
  subscription_.SetExisting({});
  existing_ = {{"a", 2}};
  subscription_.SetExisting({"a"});
  EXPECT_THAT(Send(), ElementsAre("a"));
  EXPECT_THAT(subscription_.DropUnused().removed, IsEmpty());
}

TEST_F(AllSubscription, ANameBesideTheWildcardStaysWithoutIt) {
  existing_ = {{"a", 1}, {"b", 1}};
  Ask({"*", "a"});
  subscription_.SetExisting({"a", "b"});
  EXPECT_THAT(Send(), ElementsAre("a", "b"));
  Ask({"a"}, Nonce());
  EXPECT_TRUE(subscription_.Has("a"));
  EXPECT_FALSE(subscription_.Has("b"));
}

TEST_F(AllSubscription, AClientThatKnowsNoErrorsHearsNothingOfWhatDoesNotExist) {
  Ask({"a"});
  EXPECT_THAT(Send(), IsEmpty());
}

TEST_F(ToldSubscription, WhatDoesNotExistIsSaidOnce) {
  Ask({"a"});
  EXPECT_THAT(Send(), ElementsAre("!a"));
  EXPECT_THAT(Send(), IsEmpty());
  EXPECT_THAT(subscription_.Describe().missing, ElementsAre("a"));
  existing_["a"] = 1;
  EXPECT_THAT(Send(), ElementsAre("a"));
  EXPECT_THAT(subscription_.Describe().missing, IsEmpty());
}

TEST_F(ToldSubscription, WhatGoesAwayIsSaidWithTheReason) {
  existing_ = {{"a", 1}, {"b", 1}};
  Ask({"a", "b"});
  Send();
  existing_.erase("a");
  EXPECT_FALSE(Plan(false).needed);
  EXPECT_TRUE(Plan(false).has_removals);
  EXPECT_THAT(Send(), ElementsAre("b", "!a"));
}

TEST_F(ToldSubscription, AnAnswerWithErrorsIsAcknowledgedLikeAnyOther) {
  Ask({"a"});
  Send();
  EXPECT_EQ(Ask({"a"}, Nonce()), Verdict::kAck);
  EXPECT_THAT(Send(), IsEmpty());
}

}  // namespace
}  // namespace weft::ads
