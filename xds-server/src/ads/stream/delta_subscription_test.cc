// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/delta_subscription.h"

#include "gmock/gmock.h"

namespace weft::ads {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Coverage = Subscription::Coverage;
using Verdict = Subscription::Verdict;
using Request = DeltaSubscription::Request;

// A delta subscription with the resources that exist, by name and content.
class DeltaTest : public ::testing::Test {
 protected:
  explicit DeltaTest(Coverage coverage = Coverage::kAll, bool errors = false) : subscription_(coverage, errors) {}

  Subscription::Plan Plan(bool removals = true) const {
    return subscription_.MakePlan(
        [this](const std::string& name) {
          static const std::string kMissing = "there is no such thing";
          const auto found = existing_.find(name);
          return Subscription::Content{found == existing_.end() ? 0 : found->second, &kMissing};
        },
        removals);
  }
  // What is sent now: resources, removed with a "-", errors with a "!".
  std::vector<std::string> Send(bool removals = true) {
    if (subscription_.wildcard()) {
      std::vector<std::string> names;
      for (const auto& [name, hash] : existing_) names.push_back(name);
      subscription_.SetExisting(names);
    }
    const Subscription::Plan plan = Plan(removals);
    std::vector<std::string> lines;
    for (const auto& item : plan.resources) lines.push_back(item.name);
    for (const auto& name : plan.removed) lines.push_back("-" + name);
    for (const auto& item : plan.errors) lines.push_back("!" + item.name);
    if (!plan.needed) return lines;
    ++sent_;
    subscription_.OnSent(plan, "v" + Nonce(), Nonce(), absl::FromUnixSeconds(sent_));
    return lines;
  }
  Subscription::Outcome Ask(Request request) { return subscription_.OnRequest(request); }
  Subscription::Outcome Subscribe(std::vector<std::string> names) { return Ask({std::move(names), {}, {}, "", {}}); }
  Subscription::Outcome Unsubscribe(std::vector<std::string> names) { return Ask({{}, std::move(names), {}, "", {}}); }
  std::string Nonce() const { return std::to_string(sent_); }

  DeltaSubscription subscription_;
  std::map<std::string, uint64_t> existing_;
  int sent_ = 0;
};

class NamedDelta : public DeltaTest {
 protected:
  NamedDelta() : DeltaTest(Coverage::kChanged) {}
};

class ToldDelta : public DeltaTest {
 protected:
  ToldDelta() : DeltaTest(Coverage::kAll, true) {}
};

TEST_F(DeltaTest, OnlyWhatChangedIsSentAgain) {
  existing_ = {{"a", 1}, {"b", 1}};
  Subscribe({"a", "b"});
  EXPECT_THAT(Send(), ElementsAre("a", "b"));
  existing_["b"] = 2;
  EXPECT_THAT(Send(), ElementsAre("b"));
  EXPECT_THAT(Send(), IsEmpty());
}

TEST_F(DeltaTest, ASubscriptionOfWhatTheClientShouldHaveIsAnswered) {
  existing_ = {{"a", 1}};
  Subscribe({"a"});
  Send();
  Subscribe({"a"});
  EXPECT_THAT(Send(), ElementsAre("a"));
}

TEST_F(DeltaTest, WhatDoesNotExistIsAnsweredAsRemovedOnce) {
  Subscribe({"a"});
  EXPECT_THAT(Send(), ElementsAre("-a"));
  EXPECT_THAT(Send(), IsEmpty());
  existing_["a"] = 1;
  EXPECT_THAT(Send(), ElementsAre("a"));
}

TEST_F(DeltaTest, WhatGoesAwayIsRemovedAfterItsReplacements) {
  existing_ = {{"a", 1}};
  Subscribe({"a", "b"});
  Send();
  existing_ = {{"b", 1}};
  EXPECT_THAT(Send(false), ElementsAre("b"));
  EXPECT_THAT(Send(true), ElementsAre("-a"));
}

TEST_F(ToldDelta, TheReasonIsSaidWithTheRemoval) {
  Subscribe({"a"});
  EXPECT_THAT(Send(), ElementsAre("-a", "!a"));
  EXPECT_THAT(Send(), IsEmpty());
}

TEST_F(DeltaTest, NamesCountEvenUnderAStaleNonce) {
  existing_ = {{"a", 1}, {"b", 1}};
  Subscribe({"a"});
  Send();
  EXPECT_EQ(Ask({{"b"}, {}, {}, "no-such-nonce", {}}).verdict, Verdict::kStale);
  EXPECT_THAT(Send(), ElementsAre("b"));
}

TEST_F(DeltaTest, ARefusedResourceIsNotSentUntilItChanges) {
  existing_ = {{"a", 1}};
  Subscribe({"a"});
  Send();
  EXPECT_EQ(Ask({{}, {}, {}, Nonce(), "bad"}).verdict, Verdict::kNack);
  EXPECT_EQ(subscription_.Describe().nack_message, "bad");
  EXPECT_THAT(Send(), IsEmpty());
  existing_["a"] = 2;
  EXPECT_THAT(Send(), ElementsAre("a"));
  EXPECT_EQ(Ask({{}, {}, {}, Nonce(), {}}).verdict, Verdict::kAck);
  EXPECT_EQ(subscription_.Describe().nack_message, "");
}

TEST_F(DeltaTest, WhatIsUnsubscribedIsNotSent) {
  existing_ = {{"a", 1}};
  Subscribe({"a"});
  Send();
  EXPECT_THAT(Unsubscribe({"a", "unknown"}).names.removed, ElementsAre("a"));
  existing_["a"] = 2;
  EXPECT_THAT(Send(), IsEmpty());
}

TEST_F(DeltaTest, VersionsHeldFromBeforeSpareWhatIsEqual) {
  existing_ = {{"same", 1}, {"changed", 2}};
  Ask({{"same", "changed", "gone"},
       {},
       {{"same", DeltaSubscription::VersionOf(1)}, {"changed", DeltaSubscription::VersionOf(1)}, {"gone", "no number"}},
       "",
       {}});
  EXPECT_THAT(Send(), ElementsAre("changed", "-gone"));
}

TEST_F(DeltaTest, VersionsHeldFromBeforeCountUnderTheWildcardToo) {
  existing_ = {{"same", 1}, {"new", 1}};
  Ask({{"*"}, {}, {{"same", DeltaSubscription::VersionOf(1)}, {"gone", DeltaSubscription::VersionOf(1)}}, "", {}});
  EXPECT_THAT(Send(), ElementsAre("new", "-gone"));
}

// The table of xDS' wildcard subscriptions, line by line.
TEST_F(DeltaTest, NoNamesAtFirstIsEverything) {
  existing_ = {{"a", 1}, {"b", 1}};
  Subscribe({});
  EXPECT_TRUE(subscription_.wildcard());
  EXPECT_THAT(Send(), ElementsAre("a", "b"));
  existing_ = {{"b", 1}, {"c", 1}};
  EXPECT_THAT(Send(), ElementsAre("c", "-a"));
}

TEST_F(DeltaTest, WhoAsksForEverythingIsAnsweredEvenIfThereIsNothing) {
  Subscribe({});
  EXPECT_TRUE(Plan().needed);
  EXPECT_THAT(Send(), IsEmpty());
  EXPECT_FALSE(Plan().needed);
}

TEST_F(DeltaTest, ANameBesideTheWildcardStaysWithoutIt) {
  existing_ = {{"a", 1}, {"b", 1}};
  Subscribe({});
  Send();
  Subscribe({"a"});
  EXPECT_TRUE(subscription_.wildcard());
  EXPECT_THAT(Send(), ElementsAre("a"));
  Unsubscribe({"*"});
  EXPECT_FALSE(subscription_.wildcard());
  EXPECT_TRUE(subscription_.Has("a"));
  EXPECT_FALSE(subscription_.Has("b"));
  Unsubscribe({"a"});
  EXPECT_FALSE(subscription_.Has("a"));
  EXPECT_FALSE(subscription_.wildcard());
}

TEST_F(DeltaTest, ANameUnsubscribedUnderTheWildcardIsSaidAgain) {
  existing_ = {{"a", 1}};
  Subscribe({"*", "a"});
  Send();
  Unsubscribe({"a"});
  EXPECT_THAT(Send(), ElementsAre("a"));
}

TEST_F(DeltaTest, ANameThatTheWildcardDoesNotCoverIsRemovedWhenUnsubscribed) {
  Subscribe({"*", "a"});
  EXPECT_THAT(Send(), ElementsAre("-a"));
  Unsubscribe({"a"});
  EXPECT_THAT(Send(), ElementsAre("-a"));
  Unsubscribe({"a"});
  EXPECT_THAT(Send(), IsEmpty());
}

TEST_F(DeltaTest, WhatComesBackBeforeItsRemovalWasSaidIsNotRemoved) {
  existing_ = {{"a", 1}};
  Subscribe({});
  Send();
  existing_.clear();
  EXPECT_THAT(Send(false), IsEmpty());
  existing_ = {{"a", 1}};
  EXPECT_THAT(Send(false), ElementsAre("a"));
  EXPECT_THAT(Send(), IsEmpty());
}

TEST_F(NamedDelta, NoNamesIsNothingWhereNamesAreTheOnlyWay) {
  existing_ = {{"a", 1}};
  Subscribe({});
  EXPECT_FALSE(subscription_.wildcard());
  EXPECT_THAT(Send(), IsEmpty());
}

}  // namespace
}  // namespace weft::ads
