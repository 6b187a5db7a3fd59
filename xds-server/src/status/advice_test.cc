// SPDX-License-Identifier: Apache-2.0
#include "status/advice.h"

#include "gmock/gmock.h"
#include "registry/test_world.h"
#include "status/test_rules.h"

namespace weft::status {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AdviceTest : public ::testing::Test {
 protected:
  void Store(const std::string& yaml) {
    for (const store::Object& object : registry::ObjectsFromYaml(yaml))
      ASSERT_TRUE(store_->Create(object.key, *object.body).ok());
  }
  // On one object that is not stored yet.
  std::vector<std::string> On(const std::string& yaml) {
    const store::Object object = registry::ObjectsFromYaml(yaml)[0];
    manifest::Json body = *object.body;
    body["metadata"].erase("creationTimestamp");
    const manifest::TypedForm* form = manifest::FindForm(object.key.group, object.key.plural);
    auto parsed = form->Parse(body);
    EXPECT_TRUE(parsed.ok()) << parsed.status();
    return advisor_->AdviceOn({form, *parsed}, absl::Now() + absl::Minutes(1));
  }

  std::unique_ptr<store::ObjectStore> store_ = store::OpenMemoryStore();
  std::unique_ptr<Advisor> advisor_ = *Advisor::Start(*store_, "cluster.local");
};

TEST_F(AdviceTest, TheFirstRuleOfAHostNeedsNone) {
  EXPECT_THAT(On(RuleYaml("reviews", kReviews)), IsEmpty());
  Store(RuleYaml("reviews", kReviews) + RuleYaml("ratings", "hosts: [ratings], " + std::string(kToReviews)));
  EXPECT_THAT(On(RuleYaml("reviews", kReviews)), IsEmpty());  // itself
}

TEST_F(AdviceTest, ASecondRuleForAHostIsToldWhoOwnsIt) {
  Store(RuleYaml("reviews", kReviews));
  EXPECT_THAT(
      On(RuleYaml("again", "hosts: [Reviews.default.svc.cluster.local], " + std::string(kToReviews))),
      ElementsAre("VirtualService \"again\": host \"reviews.default.svc.cluster.local\" is owned by VirtualService \"reviews\" "
                  "(older): none of this one's rules apply there"));
}

TEST_F(AdviceTest, ARuleThatTakesAHostIsToldFromWhom) {
  Store(RuleYaml("reviews", kReviews));
  EXPECT_THAT(
      On(RuleYaml("mine", "hosts: [reviews], exportTo: [\".\"], " + std::string(kToReviews))),
      ElementsAre(
          "VirtualService \"mine\": takes host \"reviews.default.svc.cluster.local\" from VirtualService \"reviews\" "
          "for clients of namespace \"default\": none of that one's rules apply there (this one is exported more narrowly)"));
}

constexpr char kEdge[] = R"(
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge}
spec: {servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.example.com", "shop/*"]}]}
)";

TEST_F(AdviceTest, RulesForGatewaysAreInNobodysWay) {
  const std::string at_edge = "hosts: [a.example.com], gateways: [edge], " + std::string(kToReviews);
  Store(kEdge + RuleYaml("edge", at_edge));
  EXPECT_THAT(On(RuleYaml("reviews", "hosts: [a.example.com], " + std::string(kToReviews))), IsEmpty());
  EXPECT_THAT(On(RuleYaml("edge-2", at_edge)), IsEmpty());
}

TEST_F(AdviceTest, ARuleForAGatewayThatIsNotThereIsToldSo) {
  const std::string rule = RuleYaml("a", "hosts: [a.example.com], gateways: [mesh, edge], " + std::string(kToReviews));
  EXPECT_THAT(On(rule), ElementsAre("VirtualService \"a\": spec.gateways[1]: there is no Gateway \"default/edge\": until there "
                                    "is one, no calls come in there for these rules"));
  Store(kEdge);
  EXPECT_THAT(On(rule), IsEmpty());
}

TEST_F(AdviceTest, ARuleWhoseHostsAGatewayDoesNotServeIsToldWhichItServes) {
  Store(kEdge);
  const std::string to_edge = ", gateways: [default/edge], " + std::string(kToReviews);
  EXPECT_THAT(
      On(RuleYaml("a", "hosts: [a.com]" + to_edge)),
      ElementsAre("VirtualService \"a\": spec.gateways[0]: Gateway \"default/edge\" serves \"*.example.com\", \"shop/*\" and "
                  "none of spec.hosts for rules of namespace \"default\": none of these rules apply there"));
  EXPECT_THAT(On(RuleYaml("a", "hosts: [a.com]" + to_edge, 0, "shop")), IsEmpty());
  EXPECT_THAT(On(RuleYaml("a", "hosts: ['*']" + to_edge)), IsEmpty());
}

TEST_F(AdviceTest, ARootIsToldOfDelegatesThatAreNotThere) {
  const std::string root = RuleYaml("root", "hosts: [reviews], http: [{delegate: {name: leaf, namespace: shop}}]");
  EXPECT_THAT(On(root),
              ElementsAre(AllOf(HasSubstr("VirtualService \"root\": spec.http[0].delegate: "), HasSubstr("shop/leaf"))));
  Store(RuleYaml("leaf", kToReviews, 0, "shop"));
  EXPECT_THAT(On(root), IsEmpty());
}

TEST_F(AdviceTest, ADelegateIsToldWhereItContradictsItsRoot) {
  Store(RuleYaml("root", "hosts: [reviews], http: [{match: [{uri: {prefix: /a}}], delegate: {name: leaf}}]"));
  EXPECT_THAT(On(RuleYaml("leaf", kToReviews)), IsEmpty());
  EXPECT_THAT(On(RuleYaml("leaf", "http: [{match: [{uri: {exact: /b}}], route: [{destination: {host: reviews}}]}]")),
              ElementsAre(HasSubstr(
                  "VirtualService \"leaf\": spec.http[0]: left out of http[0] of VirtualService \"default/root\": ")));
}

TEST_F(AdviceTest, ARuleIsToldOfSubsetsThatNoDestinationRuleDefines) {
  const std::string rule = RuleYaml("a", "hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v9}}]}]");
  EXPECT_THAT(On(rule), ElementsAre("spec.http[0].route[0].destination: subset \"v9\" of host \"reviews\" is in no "
                                    "DestinationRule; calls routed there will get 503"));
  Store(
      "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r, namespace: other}\n"
      "spec: {host: '*.svc.cluster.local', subsets: [{name: v9}]}\n");
  EXPECT_THAT(On(rule), IsEmpty());
}

TEST_F(AdviceTest, WhatIsGoneIsInNobodysWay) {
  Store(RuleYaml("reviews", kReviews));
  ASSERT_TRUE(store_->Delete({"networking.istio.io", "virtualservices", "default", "reviews"}).ok());
  EXPECT_THAT(On(RuleYaml("again", kReviews)), IsEmpty());
}

TEST_F(AdviceTest, AWorldTakesAwayNothingThatWasWrittenSince) {
  Store(RuleYaml("reviews", kReviews));
  registry::Registry registry;
  registry.PutAll(*store_);
  const auto world = registry.Take().world;
  Store(RuleYaml("ratings", "hosts: [ratings], " + std::string(kToReviews)));
  advisor_->Observe(*world);
  EXPECT_THAT(On(RuleYaml("again", kReviews)), ElementsAre(HasSubstr("is owned by VirtualService \"reviews\"")));
  EXPECT_THAT(On(RuleYaml("more", "hosts: [ratings], " + std::string(kToReviews))),
              ElementsAre(HasSubstr("is owned by VirtualService \"ratings\"")));
}

TEST_F(AdviceTest, OtherKindsGetNone) {
  Store(RuleYaml("reviews", kReviews));
  EXPECT_THAT(On("apiVersion: v1\nkind: Service\nmetadata: {name: reviews}\nspec: {ports: [{port: 80}]}\n"), IsEmpty());
}

}  // namespace
}  // namespace weft::status
