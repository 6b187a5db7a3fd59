// SPDX-License-Identifier: Apache-2.0
#include "registry/index/virtual_service_index.h"

#include "gmock/gmock.h"

namespace weft::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr char kReviewsFull[] = "reviews.default.svc.cluster.local";

struct VirtualSpec {
  std::string name;
  std::string host = "reviews";
  int64_t created = 0;
  std::string ns = "default";
  std::vector<std::string> export_to = {};
};

VirtualServicePtr Virtual(const VirtualSpec& spec, std::vector<std::string> gateways = {"mesh"}) {
  auto rule = std::make_shared<manifest::VirtualService>();
  rule->meta.name = spec.name;
  rule->meta.ns = spec.ns;
  rule->meta.created = spec.created;
  rule->hosts = {spec.host};
  rule->gateways = std::move(gateways);
  rule->export_to = spec.export_to;
  return rule;
}

class VirtualServices : public ::testing::Test {
 protected:
  void Add(const VirtualSpec& spec) { index_.Add(Virtual(spec)); }
  std::string Owner(std::string_view host = kReviewsFull, std::string_view ns = "default") const {
    const auto* rule = index_.OwnerOf(host, ns);
    return rule == nullptr ? "" : rule->source->meta.name;
  }
  VirtualServiceIndex index_;
};

TEST_F(VirtualServices, NobodyOwnsAHostWithoutRule) {
  Add({"a", "ratings"});
  EXPECT_EQ(Owner(), "");
}

TEST_F(VirtualServices, TheOldestRuleOwnsTheHost) {
  Add({"young", "reviews", 200});
  Add({"old", "reviews", 100});
  EXPECT_EQ(Owner(), "old");
}

TEST_F(VirtualServices, OfTheSameAgeTheNameDecides) {
  Add({"b"});
  Add({"a"});
  EXPECT_EQ(Owner(), "a");
}

TEST_F(VirtualServices, AYoungerPrivateRuleBeatsAnOlderPublicOne) {
  Add({"public", "reviews", 100});
  Add({"private", "reviews", 200, "default", {"."}});
  EXPECT_EQ(Owner(), "private");
  EXPECT_EQ(Owner(kReviewsFull, "other"), "public");
}

TEST_F(VirtualServices, ARuleExportedByNameComesBetween) {
  Add({"public", kReviewsFull, 100, "a"});
  Add({"named", kReviewsFull, 200, "b", {"default"}});
  EXPECT_EQ(Owner(), "named");
}

TEST_F(VirtualServices, ARuleThatIsNotExportedHereDoesNotCount) {
  Add({"elsewhere", kReviewsFull, 100, "a", {"."}});
  EXPECT_EQ(Owner(), "");
}

TEST_F(VirtualServices, AnExactHostBeatsAWildcardAndALongerWildcardAShorterOne) {
  Add({"all", "*.local", 1});
  Add({"namespace", "*.default.svc.cluster.local", 2});
  EXPECT_EQ(Owner(), "namespace");
  Add({"exact", "reviews", 3});
  EXPECT_EQ(Owner(), "exact");
  EXPECT_EQ(Owner("x.other.svc.cluster.local"), "all");
}

TEST_F(VirtualServices, RulesForGatewaysAloneDoNotConcernTheMesh) {
  index_.Add(Virtual({"gw"}, {"istio-system/gateway"}));
  EXPECT_EQ(Owner(), "");
  index_.Add(Virtual({"both"}, {"istio-system/gateway", "mesh"}));
  EXPECT_EQ(Owner(), "both");
}

std::vector<std::string> NamesBoundTo(const VirtualServiceIndex& index, std::string_view gateway) {
  std::vector<std::string> names;
  for (const EffectiveRule* rule : index.BoundTo(gateway)) names.push_back(rule->source->meta.name);
  return names;
}

TEST_F(VirtualServices, AreFoundByTheirGatewayHoweverItIsWrittenOldestFirst) {
  index_.Add(Virtual({"young", "*", 3}, {"front"}));
  index_.Add(Virtual({"old", "a.com", 1}, {"./front", "other"}));
  index_.Add(Virtual({"both", "reviews", 2}, {"mesh", "default/front"}));
  index_.Add(Virtual({"elsewhere", "a.com", 0, "shop"}, {"front"}));
  EXPECT_THAT(NamesBoundTo(index_, "default/front"), ElementsAre("old", "both", "young"));
  EXPECT_THAT(NamesBoundTo(index_, "default/other"), ElementsAre("old"));
  EXPECT_THAT(NamesBoundTo(index_, "shop/front"), ElementsAre("elsewhere"));
  EXPECT_THAT(NamesBoundTo(index_, "mesh"), IsEmpty()) << "the mesh is no gateway";
  EXPECT_EQ(Owner("a.com"), "");
  EXPECT_EQ(Owner(), "both");
}

TEST_F(VirtualServices, ExportedMoreNarrowlyComeFirstAtAGateway) {
  index_.Add(Virtual({"public", "*", 1}, {"front"}));
  index_.Add(Virtual({"named", "*", 2, "default", {"edge"}}, {"front"}));
  index_.Add(Virtual({"private", "*", 3, "default", {"."}}, {"front"}));
  EXPECT_THAT(NamesBoundTo(index_, "default/front"), ElementsAre("private", "named", "public"));
}

TEST_F(VirtualServices, LeaveTheirGatewayWhenTheyChangeOrGo) {
  index_.Add(Virtual({"a", "a.com"}, {"front"}));
  auto moved = Virtual({"a", "a.com"}, {"back"});
  index_.Add(moved);
  EXPECT_THAT(NamesBoundTo(index_, "default/front"), IsEmpty());
  EXPECT_THAT(NamesBoundTo(index_, "default/back"), ElementsAre("a"));
  index_.Remove(moved);
  EXPECT_THAT(NamesBoundTo(index_, "default/back"), IsEmpty());
}

TEST_F(VirtualServices, ForGatewaysAloneConcernNoHostOfTheMesh) {
  auto edge = Virtual({"edge", "*"}, {"front"});
  index_.Add(edge);
  EXPECT_THAT(index_.HostsOf(*edge), IsEmpty());
  EXPECT_THAT(index_.GatewaysOf(*edge), ElementsAre("default/front"));
  EXPECT_FALSE(index_.HasWildcardFor(kReviewsFull));
  auto both = Virtual({"both"}, {"front", "mesh"});
  index_.Add(both);
  EXPECT_THAT(index_.HostsOf(*both), ElementsAre(kReviewsFull));
  EXPECT_THAT(index_.GatewaysOf(*Virtual({"mesh"})), IsEmpty());
}

TEST_F(VirtualServices, ARemovedRuleLeavesTheHostToTheNext) {
  auto old = Virtual({"old", "reviews", 100});
  index_.Add(old);
  Add({"young", "reviews", 200});
  index_.Remove(old);
  EXPECT_EQ(Owner(), "young");
}

TEST_F(VirtualServices, OfWildcardsOfOneLengthTheAlphabetDecides) {
  Add({"b", "*b.example.com", 1});
  Add({"a", "*.b.example.com", 2});
  EXPECT_EQ(Owner("x.b.example.com"), "a") << "longer";
  Add({"c", "*-b.example.com", 3});
  EXPECT_EQ(Owner("x-b.example.com"), "c");
  EXPECT_EQ(Owner("xb.example.com"), "b");
}

TEST_F(VirtualServices, AnExactRuleThatIsNotSeenLeavesTheHostToTheWildcard) {
  Add({"exact", "reviews", 1, "default", {"shop"}});
  Add({"wild", "*.cluster.local", 2});
  EXPECT_EQ(Owner(), "wild");
  EXPECT_EQ(Owner(kReviewsFull, "shop"), "exact");
}

TEST_F(VirtualServices, ARuleOfTheSameNameTakesThePlaceOfTheOld) {
  Add({"a", "reviews"});
  Add({"a", "ratings"});
  EXPECT_EQ(Owner(), "");
  EXPECT_EQ(Owner("ratings.default.svc.cluster.local"), "a");
  EXPECT_EQ(index_.size(), 1u);
}

TEST_F(VirtualServices, KnowWhetherAWildcardCoversAHost) {
  Add({"a", "*.example.com"});
  EXPECT_TRUE(index_.HasWildcardFor("x.example.com"));
  EXPECT_FALSE(index_.HasWildcardFor("example.com"));
  EXPECT_FALSE(index_.HasWildcardFor("a.org"));
}

// "host owner clients..." for each host of the rule that another one owns.
std::vector<std::string> ShadowsOf(const VirtualServiceIndex& index, const VirtualServicePtr& rule) {
  std::vector<std::string> lines;
  for (const Shadow& shadow : index.ShadowedBy(*rule)) {
    std::string line = shadow.host + " " + shadow.owner->meta.name;
    for (const std::string& ns : shadow.clients) line += " " + ns;
    lines.push_back(line);
  }
  return lines;
}

TEST(Shadows, TheYoungerOfTwoRulesForOneHostHasNoEffect) {
  VirtualServiceIndex index;
  auto old = Virtual({"old", "reviews", 100});
  auto young = Virtual({"young", "reviews", 200});
  index.Add(old);
  EXPECT_THAT(ShadowsOf(index, young), ElementsAre("reviews.default.svc.cluster.local old")) << "before it is stored";
  index.Add(young);
  EXPECT_THAT(ShadowsOf(index, young), ElementsAre("reviews.default.svc.cluster.local old"));
  EXPECT_THAT(ShadowsOf(index, old), IsEmpty());
  index.Remove(old);
  EXPECT_THAT(ShadowsOf(index, young), IsEmpty());
}

TEST(Shadows, APrivateRuleTakesOnlyTheClientsOfItsNamespace) {
  VirtualServiceIndex index;
  auto everybody = Virtual({"public", kReviewsFull, 100, "default"});
  index.Add(everybody);
  index.Add(Virtual({"private", kReviewsFull, 200, "shop", {"."}}));
  EXPECT_THAT(ShadowsOf(index, everybody), ElementsAre("reviews.default.svc.cluster.local private shop"));
}

TEST(Shadows, EachOwnerIsNamedWithItsClients) {
  VirtualServiceIndex index;
  index.Add(Virtual({"oldest", kReviewsFull, 1, "default"}));
  index.Add(Virtual({"private", kReviewsFull, 2, "shop", {"."}}));
  auto young = Virtual({"young", kReviewsFull, 3, "lab"});
  EXPECT_THAT(ShadowsOf(index, young), ElementsAre("reviews.default.svc.cluster.local oldest * default lab",
                                                   "reviews.default.svc.cluster.local private shop"));
}

TEST(Shadows, AreAboutTheSameHostAndTheMeshAlone) {
  VirtualServiceIndex index;
  index.Add(Virtual({"wild", "*.cluster.local", 1}));
  index.Add(Virtual({"gateway", "reviews", 1}, {"front"}));
  EXPECT_THAT(ShadowsOf(index, Virtual({"exact", "reviews", 2})), IsEmpty());
  index.Add(Virtual({"mesh", "reviews", 1}));
  EXPECT_THAT(ShadowsOf(index, Virtual({"exact", "reviews", 2}, {"front"})), IsEmpty());
}

VirtualServicePtr Delegating(const std::string& name, const std::string& to_ns, const std::string& to_name,
                             std::vector<std::string> gateways = {"mesh"}) {
  manifest::VirtualService rule = *Virtual({name}, std::move(gateways));
  rule.http.emplace_back();
  rule.http[0].delegate = manifest::DelegateReference{to_name, to_ns};
  return std::make_shared<const manifest::VirtualService>(rule);
}

VirtualServicePtr DelegateRule(const std::string& ns, const std::string& name, const std::string& route_name) {
  manifest::VirtualService rule = *Virtual({name, "", 0, ns});
  rule.hosts.clear();
  rule.http.emplace_back();
  rule.http[0].name = route_name;
  rule.http[0].match.emplace_back();
  rule.http[0].match[0].source_labels["app"] = "x";
  return std::make_shared<const manifest::VirtualService>(rule);
}

TEST(DelegatedRules, FollowTheirDelegateAsItComesChangesAndGoes) {
  VirtualServiceIndex index;
  index.Add(Delegating("root", "shop", "part"));
  EXPECT_THAT(index.OwnerOf(kReviewsFull, "default")->http, IsEmpty());
  auto part = DelegateRule("shop", "part", "one");
  index.Add(part);
  EXPECT_EQ(index.OwnerOf(kReviewsFull, "default")->http.at(0).route.name, "one");
  auto changed = DelegateRule("shop", "part", "two");
  index.Add(changed);
  EXPECT_EQ(index.OwnerOf(kReviewsFull, "default")->http.at(0).route.name, "two");
  EXPECT_THAT(index.SourceLabelKeys(), ElementsAre("app"));
  index.Remove(changed);
  EXPECT_THAT(index.OwnerOf(kReviewsFull, "default")->http, IsEmpty());
}

TEST(DelegatedRules, ADelegateConcernsTheHostsOfThoseThatNameIt) {
  VirtualServiceIndex index;
  auto part = DelegateRule("default", "part", "one");
  index.Add(part);
  EXPECT_THAT(index.HostsOf(*part), IsEmpty());
  auto root = Delegating("root", "", "part");
  index.Add(root);
  EXPECT_THAT(index.HostsOf(*part), ElementsAre(kReviewsFull));
  index.Remove(root);
  EXPECT_THAT(index.HostsOf(*part), IsEmpty());
}

TEST(DelegatedRules, OfAGatewayFollowTheirDelegateToo) {
  VirtualServiceIndex index;
  index.Add(Delegating("root", "shop", "part", {"front"}));
  EXPECT_THAT(index.BoundTo("default/front").at(0)->http, IsEmpty());
  auto part = DelegateRule("shop", "part", "one");
  index.Add(part);
  EXPECT_EQ(index.BoundTo("default/front").at(0)->http.at(0).route.name, "one");
  EXPECT_EQ(index.BoundTo("default/front").size(), 1u);
  EXPECT_THAT(index.GatewaysOf(*part), ElementsAre("default/front"));
  EXPECT_THAT(index.HostsOf(*part), IsEmpty());
  EXPECT_THAT(index.SourceLabelKeys(), ElementsAre("app"));
  index.Remove(part);
  EXPECT_EQ(index.DroppedOf(*part).size(), 1u);
  EXPECT_THAT(index.BoundTo("default/front").at(0)->http, IsEmpty());
}

TEST(DelegatedRules, GatewaysOfMatchesAreThoseOfTheNamespaceInWhichTheyStand) {
  VirtualServiceIndex index;
  manifest::VirtualService root = *Delegating("root", "shop", "part", {"front", "mesh"});
  root.http[0].match.emplace_back();
  root.http[0].match[0].gateways = {"front", "mesh"};
  index.Add(std::make_shared<const manifest::VirtualService>(root));
  manifest::VirtualService part = *DelegateRule("shop", "part", "one");
  part.http[0].match[0].gateways = {"default/front"};
  index.Add(std::make_shared<const manifest::VirtualService>(part));
  EXPECT_THAT(index.BoundTo("default/front").at(0)->http.at(0).route.match.at(0).gateways, ElementsAre("default/front"));
  part.http[0].match[0].gateways = {"front"};  // of shop: none of the root's
  index.Add(std::make_shared<const manifest::VirtualService>(part));
  EXPECT_THAT(index.BoundTo("default/front").at(0)->http, IsEmpty());
}

TEST(DelegatedRules, WhatWasDroppedIsKnownToRootAndDelegate) {
  VirtualServiceIndex index;
  auto root = Delegating("root", "shop", "part");
  index.Add(root);
  ASSERT_EQ(index.DroppedOf(*root).size(), 1u);
  EXPECT_EQ(index.DroppedOf(*root)[0].reason, "there is no VirtualService \"shop/part\"");
  manifest::VirtualService hidden = *DelegateRule("shop", "part", "one");
  hidden.export_to = {"."};
  index.Add(std::make_shared<const manifest::VirtualService>(hidden));
  ASSERT_EQ(index.DroppedOf(hidden).size(), 1u);
  EXPECT_EQ(index.DroppedOf(hidden)[0].reason, "VirtualService \"shop/part\" is not exported to namespace \"default\"");
  EXPECT_EQ(index.DroppedOf(hidden)[0].root, "default/root");
}

}  // namespace
}  // namespace weft::registry
