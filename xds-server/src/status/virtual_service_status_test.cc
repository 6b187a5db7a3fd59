// SPDX-License-Identifier: Apache-2.0
#include "status/virtual_service_status.h"

#include "gmock/gmock.h"
#include "registry/test_world.h"
#include "status/test_rules.h"

namespace weft::status {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VirtualServiceStatusTest : public ::testing::Test {
 protected:
  void Rules(const std::string& yaml) { registry::PutYaml(registry_, yaml); }
  RuleStatus Of(const std::string& name, const std::string& ns = "default") {
    const auto world = registry_.Take().world;
    return StatusOf(*world->virtual_services().Find(ns, name), *world);
  }
  // "Type=True Reason", one by one.
  static std::vector<std::string> Conditions(const RuleStatus& status) {
    std::vector<std::string> texts;
    for (const Condition& condition : status.conditions) {
      texts.push_back(condition.type + (condition.holds ? "=True " : "=False ") + condition.reason);
    }
    return texts;
  }
  static std::string MessageOf(const RuleStatus& status, std::string_view type) {
    for (const Condition& condition : status.conditions) {
      if (condition.type == type) return condition.message;
    }
    return "no such condition";
  }

  registry::Registry registry_;
};

TEST_F(VirtualServiceStatusTest, AnOrdinaryRuleIsWell) {
  Rules(RuleYaml("reviews", kReviews));
  RuleStatus status = Of("reviews");
  EXPECT_THAT(Conditions(status),
              ElementsAre("Reconciled=True Reconciled", "AppliesToMesh=True Mesh", "Shadowed=False OwnsItsHosts"));
  EXPECT_THAT(status.messages, IsEmpty());
}

TEST_F(VirtualServiceStatusTest, TheYoungerOfTwoForOneHostIsShadowed) {
  Rules(RuleYaml("a-young", kReviews, 2) + RuleYaml("old", kReviews, 1));
  RuleStatus status = Of("a-young");
  EXPECT_THAT(Conditions(status),
              ElementsAre("Reconciled=True Reconciled", "AppliesToMesh=True Mesh", "Shadowed=True HostOwnedByAnother"));
  EXPECT_EQ(MessageOf(status, kShadowed),
            "host \"reviews.default.svc.cluster.local\" is owned by VirtualService \"old\" (older): none of this one's rules "
            "apply there");
  ASSERT_EQ(status.messages.size(), 1u);
  EXPECT_EQ(status.messages[0].code, "IST0109");
  EXPECT_EQ(Conditions(Of("old"))[2], "Shadowed=False OwnsItsHosts");
}

TEST_F(VirtualServiceStatusTest, AShadowThatConcernsSomeClientsNamesThem) {
  Rules(RuleYaml("public", kReviews, 1) +
        RuleYaml("private", "hosts: [reviews.default.svc.cluster.local], exportTo: [\".\"], " + std::string(kToReviews), 2,
                 "shop"));
  EXPECT_EQ(
      MessageOf(Of("public"), kShadowed),
      "host \"reviews.default.svc.cluster.local\" is owned by VirtualService \"shop/private\" (exported more narrowly) for "
      "clients of namespace \"shop\": none of this one's rules apply there");
  EXPECT_EQ(Conditions(Of("private", "shop"))[2], "Shadowed=False OwnsItsHosts");
}

std::string GatewayYaml(const std::string& name, const std::string& hosts) {
  return "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: " + name +
         "}\nspec: {servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [" + hosts + "]}]}\n";
}

TEST_F(VirtualServiceStatusTest, OneForAGatewayAloneIsWellThoughNoClientSeesIt) {
  Rules(GatewayYaml("bookinfo-gateway", "'*'") +
        RuleYaml("edge", "hosts: ['*'], gateways: [bookinfo-gateway], " + std::string(kToReviews)));
  RuleStatus status = Of("edge");
  EXPECT_THAT(Conditions(status),
              ElementsAre("Reconciled=True Reconciled", "AppliesToMesh=False GatewaysOnly", "AppliesToGateways=True Bound"));
  EXPECT_THAT(MessageOf(status, kAppliesToMesh),
              AllOf(HasSubstr("the gateway \"bookinfo-gateway\" alone"), HasSubstr("add \"mesh\"")));
  EXPECT_THAT(status.messages, IsEmpty());
}

TEST_F(VirtualServiceStatusTest, OneForAGatewayThatIsNotThereNamesIt) {
  Rules(GatewayYaml("front", "'*'") +
        RuleYaml("edge", "hosts: [reviews], gateways: [front, mesh, nobody], " + std::string(kToReviews)));
  RuleStatus status = Of("edge");
  EXPECT_THAT(Conditions(status), ElementsAre("Reconciled=True Reconciled", "AppliesToMesh=True Mesh",
                                              "AppliesToGateways=False GatewayNotFound", "Shadowed=False OwnsItsHosts"));
  EXPECT_EQ(MessageOf(status, kAppliesToGateways),
            "spec.gateways[2]: there is no Gateway \"default/nobody\": until there is one, no calls come in there for these "
            "rules");
  ASSERT_EQ(status.messages.size(), 1u);
  EXPECT_EQ(status.messages[0].code, "IST0101");
}

TEST_F(VirtualServiceStatusTest, OneWhoseHostsTheGatewayDoesNotServeSaysWhichItServes) {
  Rules(GatewayYaml("front", "a.com, b.com, c.com, d.com, e.com, f.com, g.com") +
        RuleYaml("edge", "hosts: [x.com], gateways: [front], " + std::string(kToReviews)));
  RuleStatus status = Of("edge");
  EXPECT_EQ(Conditions(status).back(), "AppliesToGateways=False HostsNotServed");
  EXPECT_THAT(MessageOf(status, kAppliesToGateways),
              HasSubstr("serves \"a.com\", \"b.com\", \"c.com\", \"d.com\", \"e.com\" and 2 more"));
  ASSERT_EQ(status.messages.size(), 1u);
  EXPECT_EQ(status.messages[0].code, "IST0132");
}

TEST_F(VirtualServiceStatusTest, ADelegateOfARuleForAGatewaySaysWhereItIsUsed) {
  Rules(GatewayYaml("front", "'*'") + RuleYaml("root", "hosts: ['*'], gateways: [front], http: [{delegate: {name: leaf}}]") +
        RuleYaml("leaf", kToReviews));
  RuleStatus status = Of("leaf");
  EXPECT_THAT(Conditions(status), ElementsAre("Reconciled=True Reconciled", "AppliesToMesh=False GatewaysOnly",
                                              "AppliesToGateways=True Delegated"));
  EXPECT_THAT(MessageOf(status, kAppliesToGateways), HasSubstr("\"default/front\""));
  EXPECT_EQ(Conditions(Of("root")).back(), "DelegatesResolved=True Resolved");
}

TEST_F(VirtualServiceStatusTest, ARuleThatDelegatesToNobodySaysWhichOne) {
  Rules(
      RuleYaml("root",
               "hosts: [reviews], http: [{match: [{uri: {prefix: /a}}], delegate: {name: nobody}}, {delegate: {name: leaf}}]") +
      RuleYaml("leaf", kToReviews));
  RuleStatus status = Of("root");
  EXPECT_EQ(Conditions(status).back(), "DelegatesResolved=False DelegateNotFound");
  EXPECT_THAT(MessageOf(status, kDelegatesResolved),
              AllOf(HasSubstr("spec.http[0].delegate: "), HasSubstr("default/nobody"), HasSubstr("the rule is left out")));
  ASSERT_EQ(status.messages.size(), 1u);
  EXPECT_EQ(status.messages[0].code, "IST0101");
  EXPECT_THAT(Conditions(Of("leaf")), ElementsAre("Reconciled=True Reconciled", "AppliesToMesh=True Delegated"));
  EXPECT_THAT(MessageOf(Of("leaf"), kAppliesToMesh), HasSubstr("\"reviews.default.svc.cluster.local\""));
}

TEST_F(VirtualServiceStatusTest, BothSidesOfAContradictionSayIt) {
  Rules(RuleYaml("root", "hosts: [reviews], http: [{match: [{uri: {prefix: /a}}], delegate: {name: leaf}}]") +
        RuleYaml("leaf",
                 "http: [{match: [{uri: {prefix: /b}}], route: [{destination: {host: reviews}}]}, {route: [{destination: "
                 "{host: reviews}}]}]"));
  EXPECT_EQ(Conditions(Of("root")).back(), "DelegatesResolved=False RoutesDropped");
  EXPECT_THAT(MessageOf(Of("root"), kDelegatesResolved),
              HasSubstr("spec.http[0].delegate: http[0] of VirtualService \"default/leaf\" is left out: "));
  EXPECT_EQ(Conditions(Of("leaf")).back(), "DelegatesResolved=False RoutesDropped");
  EXPECT_THAT(MessageOf(Of("leaf"), kDelegatesResolved),
              HasSubstr("spec.http[0]: left out of http[0] of VirtualService \"default/root\": "));
}

TEST_F(VirtualServiceStatusTest, ADelegateThatNobodyNamesSaysSo) {
  Rules(RuleYaml("leaf", kToReviews));
  EXPECT_EQ(Conditions(Of("leaf"))[1], "AppliesToMesh=False NotDelegatedTo");
}

}  // namespace
}  // namespace weft::status
