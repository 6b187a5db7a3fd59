// SPDX-License-Identifier: Apache-2.0
#include "registry/index/destination_rule_index.h"

#include "gmock/gmock.h"

namespace weft::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kHost[] = "reviews.default.svc.cluster.local";

struct DestinationSpec {
  std::string name;
  std::string host = "reviews";
  int64_t created = 0;
  std::string ns = "default";
  std::vector<std::string> export_to = {};
};

manifest::LoadBalancer BalancerOf(manifest::LoadBalancer::Simple simple) {
  manifest::LoadBalancer balancer;
  balancer.simple = simple;
  return balancer;
}

DestinationRulePtr Destination(const DestinationSpec& spec, std::vector<std::string> subsets = {},
                               std::optional<manifest::LoadBalancer> balancer = {}) {
  auto rule = std::make_shared<manifest::DestinationRule>();
  rule->meta.name = spec.name;
  rule->meta.ns = spec.ns;
  rule->meta.created = spec.created;
  rule->host = spec.host;
  rule->export_to = spec.export_to;
  if (balancer) rule->policy.emplace().blocks.load_balancer = std::move(balancer);
  for (const std::string& name : subsets) rule->subsets.push_back({name, {{"from", spec.name}}, {}});
  return rule;
}

std::vector<std::string> Names(const MergedRule& merged) {
  std::vector<std::string> names;
  for (const auto& rule : merged.rules) names.push_back(rule->meta.name);
  return names;
}

TEST(DestinationRules, TheClientsNamespaceIsAskedFirstThenTheServicesThenTheRoot) {
  DestinationRuleIndex index;
  index.Add(Destination({"root", kHost, 1, "istio-system"}));
  EXPECT_THAT(Names(index.For(kHost, "default", "client")), ElementsAre("root"));
  index.Add(Destination({"service", kHost, 2, "default"}));
  EXPECT_THAT(Names(index.For(kHost, "default", "client")), ElementsAre("service"));
  index.Add(Destination({"client", kHost, 3, "client"}));
  EXPECT_THAT(Names(index.For(kHost, "default", "client")), ElementsAre("client"));
}

TEST(DestinationRules, ARuleInAnUnrelatedNamespaceIsNeverUsed) {
  DestinationRuleIndex index;
  index.Add(Destination({"far", kHost, 1, "far", {"*"}}));
  EXPECT_THAT(Names(index.For(kHost, "default", "client")), IsEmpty());
}

TEST(DestinationRules, AServicesPrivateRuleIsNotForOtherNamespaces) {
  DestinationRuleIndex index;
  index.Add(Destination({"private", kHost, 1, "default", {"."}}));
  EXPECT_THAT(Names(index.For(kHost, "default", "client")), IsEmpty());
  EXPECT_THAT(Names(index.For(kHost, "default", "default")), ElementsAre("private"));
}

TEST(DestinationRules, ExactHostsAndWildcardsAreNotMerged) {
  DestinationRuleIndex index;
  index.Add(Destination({"wild", "*.local", 1}, {"v9"}));
  index.Add(Destination({"longer", "*.default.svc.cluster.local", 2}));
  EXPECT_THAT(Names(index.For(kHost, "default", "default")), ElementsAre("longer"));
  index.Add(Destination({"exact", "reviews", 3}, {"v1"}));
  MergedRule merged = index.For(kHost, "default", "default");
  EXPECT_THAT(Names(merged), ElementsAre("exact"));
  EXPECT_EQ(merged.FindSubset("v9"), nullptr);
}

TEST(DestinationRules, RulesForTheSameHostAreMergedOldestFirst) {
  DestinationRuleIndex index;
  index.Add(Destination({"b", "reviews", 2}, {"v1", "v2"}, BalancerOf(manifest::LoadBalancer::Simple::kRandom)));
  index.Add(Destination({"a", "reviews", 1}, {"v1"}));
  MergedRule merged = index.For(kHost, "default", "default");
  EXPECT_THAT(Names(merged), ElementsAre("a", "b"));
  EXPECT_EQ(merged.FindSubset("v1")->labels.at("from"), "a");
  EXPECT_EQ(merged.FindSubset("v2")->labels.at("from"), "b");
  EXPECT_EQ(merged.PolicyOf(nullptr, 9080).load_balancer->simple, manifest::LoadBalancer::Simple::kRandom);
}

TEST(DestinationRules, RulesWithDifferentExportsStayApart) {
  DestinationRuleIndex index;
  index.Add(Destination({"a", "reviews", 1}, {"v1"}));
  index.Add(Destination({"b", "reviews", 2, "default", {"."}}, {"v2"}));
  EXPECT_THAT(Names(index.For(kHost, "default", "default")), ElementsAre("a"));
}

TEST(DestinationRules, TheOldestTrafficPolicyIsTakenWhole) {
  DestinationRuleIndex index;
  auto older = std::make_shared<manifest::DestinationRule>(*Destination({"a", "reviews", 1}));
  older->policy.emplace().blocks.connection_pool.emplace().max_requests = 7;
  index.Add(older);
  index.Add(Destination({"b", "reviews", 2}, {}, BalancerOf(manifest::LoadBalancer::Simple::kRandom)));
  const MergedRule merged = index.For(kHost, "default", "default");
  EXPECT_EQ(merged.PolicyOf(nullptr, 9080).connection_pool->max_requests, 7u);
  EXPECT_EQ(merged.PolicyOf(nullptr, 9080).load_balancer, nullptr);
}

TEST(DestinationRules, ItIsKnownWhatOfClientsTheyLookAt) {
  DestinationRuleIndex index;
  EXPECT_FALSE(index.BalancesByLocality());
  manifest::LoadBalancer balancer;
  balancer.locality.emplace().failover_priority = {"rack", "room=3"};
  auto labels = Destination({"labels"}, {}, balancer);
  auto ejecting = std::make_shared<manifest::DestinationRule>(*Destination({"ejecting"}, {"v1"}));
  ejecting->subsets[0].policy.emplace().ports[80].outlier_detection.emplace();
  index.Add(labels);
  EXPECT_FALSE(index.BalancesByLocality());
  EXPECT_THAT(index.FailoverLabelKeys(), ElementsAre("rack"));
  index.Add(ejecting);
  EXPECT_TRUE(index.BalancesByLocality());
  index.Remove(labels);
  index.Remove(ejecting);
  EXPECT_FALSE(index.BalancesByLocality());
  EXPECT_THAT(index.FailoverLabelKeys(), IsEmpty());
}

TEST(DestinationRules, ARemovedRuleIsForgotten) {
  DestinationRuleIndex index;
  auto rule = Destination({"a"});
  index.Add(rule);
  EXPECT_EQ(index.size(), 1u);
  index.Remove(rule);
  EXPECT_EQ(index.size(), 0u);
  EXPECT_THAT(Names(index.For(kHost, "default", "default")), IsEmpty());
}

}  // namespace
}  // namespace weft::registry
