// SPDX-License-Identifier: Apache-2.0
#include "registry/index/gateway_index.h"

#include "gmock/gmock.h"

namespace weft::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

GatewayPtr EdgeGateway(const std::string& name, manifest::Labels selector, int64_t created = 0,
                       const std::string& ns = "default") {
  auto gateway = std::make_shared<manifest::Gateway>();
  gateway->meta.name = name;
  gateway->meta.ns = ns;
  gateway->meta.created = created;
  gateway->selector = std::move(selector);
  return gateway;
}

std::vector<std::string> ServedNames(const GatewayIndex& index, const manifest::Labels& labels) {
  std::vector<std::string> names;
  for (const GatewayPtr& gateway : index.ServedBy(labels)) names.push_back(gateway->meta.ns + "/" + gateway->meta.name);
  return names;
}

TEST(GatewayNames, AreThoseOfTheRulesNamespaceUnlessTheySayMore) {
  EXPECT_EQ(ExpandGatewayName("mesh", "shop"), "mesh");
  EXPECT_EQ(ExpandGatewayName("front", "shop"), "shop/front");
  EXPECT_EQ(ExpandGatewayName("./front", "shop"), "shop/front");
  EXPECT_EQ(ExpandGatewayName("edge/front", "shop"), "edge/front");
}

TEST(GatewayNames, OfTheOlderFormNameTheNamespaceSecond) {
  EXPECT_EQ(ExpandGatewayName("front.edge.svc.cluster.local", "shop"), "edge/front");
  EXPECT_EQ(ExpandGatewayName("front.edge", "shop"), "edge/front");
}

TEST(Gateways, AreServedByProxiesThatCarryEveryLabelOfTheSelector) {
  GatewayIndex index;
  index.Add(EdgeGateway("front", {{"istio", "ingressgateway"}, {"tier", "edge"}}));
  EXPECT_THAT(ServedNames(index, {{"istio", "ingressgateway"}, {"tier", "edge"}, {"more", "yes"}}),
              ElementsAre("default/front"));
  EXPECT_THAT(ServedNames(index, {{"istio", "ingressgateway"}}), IsEmpty());
  EXPECT_THAT(ServedNames(index, {}), IsEmpty());
}

TEST(Gateways, WithoutSelectorAreServedByEveryProxy) {
  GatewayIndex index;
  index.Add(EdgeGateway("front", {}));
  EXPECT_THAT(ServedNames(index, {}), ElementsAre("default/front"));
  EXPECT_THAT(ServedNames(index, {{"app", "x"}}), ElementsAre("default/front"));
}

TEST(Gateways, ComeOldestFirstThenByNameAndNamespace) {
  GatewayIndex index;
  index.Add(EdgeGateway("b", {}, 5));
  index.Add(EdgeGateway("a", {}, 5, "shop"));
  index.Add(EdgeGateway("a", {}, 5, "lab"));
  index.Add(EdgeGateway("z", {}, 1));
  EXPECT_THAT(ServedNames(index, {}), ElementsAre("default/z", "lab/a", "shop/a", "default/b"));
}

TEST(Gateways, OfTheSameNameReplaceEachOtherAndGo) {
  GatewayIndex index;
  index.Add(EdgeGateway("front", {{"a", "1"}}));
  auto second = EdgeGateway("front", {{"b", "2"}});
  index.Add(second);
  EXPECT_EQ(index.size(), 1u);
  EXPECT_EQ(index.Find("default/front"), second);
  EXPECT_THAT(index.SelectorKeys(), ElementsAre("b"));
  index.Remove(second);
  EXPECT_EQ(index.Find("default/front"), nullptr);
  EXPECT_THAT(index.SelectorKeys(), IsEmpty());
}

TEST(Gateways, OfACopyStayWhenTheOriginalChanges) {
  GatewayIndex index;
  auto front = EdgeGateway("front", {});
  index.Add(front);
  const GatewayIndex copy = index;
  index.Remove(front);
  EXPECT_EQ(copy.Find("default/front"), front);
}

}  // namespace
}  // namespace weft::registry
