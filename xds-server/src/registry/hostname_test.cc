// SPDX-License-Identifier: Apache-2.0
#include "registry/hostname.h"

#include <algorithm>

#include "gmock/gmock.h"

namespace weft::registry {
namespace {

using ::testing::ElementsAre;

TEST(Hostname, AShortRuleHostIsInTheRulesNamespace) {
  EXPECT_EQ(ExpandRuleHost("reviews", "shop", "cluster.local"), "reviews.shop.svc.cluster.local");
}

TEST(Hostname, ARuleHostWithADotOrAWildcardIsTakenAsItIs) {
  EXPECT_EQ(ExpandRuleHost("Reviews.Prod", "shop", "cluster.local"), "reviews.prod");
  EXPECT_EQ(ExpandRuleHost("*", "shop", "cluster.local"), "*");
  EXPECT_EQ(ExpandRuleHost("*.foo.com", "shop", "cluster.local"), "*.foo.com");
}

TEST(Hostname, ABareNameIsFirstLookedForInTheClientsNamespace) {
  EXPECT_THAT(CandidateHosts("reviews", "shop", "cluster.local"), ElementsAre("reviews.shop.svc.cluster.local", "reviews"));
}

TEST(Hostname, NameAndNamespaceAreCompleted) {
  EXPECT_THAT(CandidateHosts("reviews.prod", "shop", "cluster.local"),
              ElementsAre("reviews.prod", "reviews.prod.svc.cluster.local"));
  EXPECT_THAT(CandidateHosts("reviews.prod.svc", "shop", "cluster.local"),
              ElementsAre("reviews.prod.svc.cluster.local", "reviews.prod.svc"));
}

TEST(Hostname, AFullNameIsItselfWithOrWithoutTheDotAtTheEnd) {
  EXPECT_THAT(CandidateHosts("Reviews.prod.svc.cluster.local.", "shop", "cluster.local"),
              ElementsAre("reviews.prod.svc.cluster.local"));
}

TEST(Hostname, AWorkloadOfAHeadlessServiceIsOneLabelBelowIt) {
  auto hosts = [](std::string_view host) { return HeadlessHosts(host, "shop", "cluster.local"); };
  EXPECT_THAT(hosts("pod-0.reviews"), ElementsAre("reviews.shop.svc.cluster.local", "reviews"));
  EXPECT_THAT(hosts("pod-0.reviews.default"), ElementsAre("reviews.default", "reviews.default.svc.cluster.local"));
  EXPECT_THAT(hosts("pod-0.reviews.default.svc.cluster.local"), ElementsAre("reviews.default.svc.cluster.local"));
  for (const char* none : {"reviews", "", ".reviews", "reviews.", "10.0.0.7", "fd00::7", "::ffff:10.0.0.7"}) {
    EXPECT_TRUE(hosts(none).empty()) << none;
  }
}

TEST(Hostname, AnAddressIsDialledAsWrittenOrInItsShortestForm) {
  EXPECT_THAT(AddressSpellings("10.0.0.7"), ElementsAre("10.0.0.7"));
  EXPECT_THAT(AddressSpellings("FD00:0:0::7"), ElementsAre("fd00:0:0::7", "fd00::7"));
  for (const char* none : {"", "10.0.0", "10.0.0.0/8", "None", "reviews"}) EXPECT_TRUE(AddressSpellings(none).empty()) << none;
}

TEST(Hostname, AWildcardIsASuffixAndNotItsParent) {
  EXPECT_TRUE(HostMatches("*.foo.com", "a.foo.com"));
  EXPECT_TRUE(HostMatches("*.foo.com", "a.b.foo.com"));
  EXPECT_FALSE(HostMatches("*.foo.com", "foo.com"));
  EXPECT_TRUE(HostMatches("*", "anything"));
  EXPECT_TRUE(HostMatches("*-eu.foo.com", "shop-eu.foo.com"));
  EXPECT_FALSE(HostMatches("foo.com", "bar.com"));
}

TEST(Hostname, NamesComeBeforeWildcardsAndLongerBeforeShorter) {
  std::vector<std::string> hosts = {"*", "*.com", "b.com", "a.com", "*.foo.com", "long.foo.com", "*.bar.com"};
  std::sort(hosts.begin(), hosts.end(), MoreSpecific);
  EXPECT_THAT(hosts, ElementsAre("long.foo.com", "a.com", "b.com", "*.bar.com", "*.foo.com", "*.com", "*"));
}

TEST(Hostname, ExportNamesNamespaces) {
  EXPECT_TRUE(ExportedTo({}, "a", "b"));
  EXPECT_TRUE(ExportedTo({"*"}, "a", "b"));
  EXPECT_TRUE(ExportedTo({"."}, "a", "a"));
  EXPECT_FALSE(ExportedTo({"."}, "a", "b"));
  EXPECT_TRUE(ExportedTo({"b", "c"}, "a", "b"));
  EXPECT_FALSE(ExportedTo({"b"}, "a", "a"));
  EXPECT_FALSE(ExportedTo({"~"}, "a", "a"));
}

TEST(Hostname, ReachIsPrivateNamedOrPublic) {
  EXPECT_EQ(ReachOf({}, "a"), Reach::kPublic);
  EXPECT_EQ(ReachOf({"."}, "a"), Reach::kPrivate);
  EXPECT_EQ(ReachOf({"a"}, "a"), Reach::kPrivate);
  EXPECT_EQ(ReachOf({".", "b"}, "a"), Reach::kNamed);
}

}  // namespace
}  // namespace weft::registry
