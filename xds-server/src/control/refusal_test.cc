// SPDX-License-Identifier: Apache-2.0
#include "control/refusal.h"

#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::control {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using translate::Type;

constexpr char kPay[] =
    "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: pay}\nspec: {hosts: [pay.example.com], "
    "ports: [{number: 80, name: http, protocol: HTTP}], resolution: STATIC, endpoints: [{address: 10.1.1.1}]}\n";

class RefusalCauses : public ::testing::Test {
 protected:
  // As "virtualservices/rule".
  std::vector<std::string> Of(Type type, const std::string& name, const std::string& message = "bad",
                              const translate::Client& client = translate::kWeftClient) {
    const auto world = registry::WorldFromYaml(yaml_);
    const translate::Translation made = translate::Translate(*world, client, type, name);
    EXPECT_TRUE(made.resource) << made.missing;
    std::vector<std::string> causes;
    if (!made.resource) return causes;
    for (const store::Key& key : CausesOf(*world, client, type, name, *made.resource, message)) {
      EXPECT_EQ(key.group, "networking.istio.io");
      causes.push_back(key.plural + "/" + key.ns + "/" + key.name);
    }
    return causes;
  }

  std::string yaml_ = translate::ServiceYaml("reviews") + translate::ServiceYaml("ratings");
};

TEST_F(RefusalCauses, OfAServiceWithoutRulesAreNone) {
  EXPECT_THAT(Of(Type::kRoute, translate::kReviewsRoutes), IsEmpty());
  EXPECT_THAT(Of(Type::kListener, "reviews:9080"), IsEmpty());
  EXPECT_THAT(Of(Type::kCluster, translate::kReviewsRoutes), IsEmpty());
}

TEST_F(RefusalCauses, OfRoutesAreTheRulesTheyWereWrittenIn) {
  yaml_ += translate::VirtualServiceYaml("  - route: [{destination: {host: ratings}}]\n");
  EXPECT_THAT(Of(Type::kRoute, translate::kReviewsRoutes), ElementsAre("virtualservices/default/rule"));
  EXPECT_THAT(Of(Type::kRoute, translate::kReviewsRoutes, "bad", translate::kGrpcClient),
              ElementsAre("virtualservices/default/rule"))
      << "whose routes do not say it";
}

TEST_F(RefusalCauses, OfADelegatedRouteAreBothRulesAndOfAnotherRouteOne) {
  yaml_ += translate::VirtualServiceYaml(
               "  - {match: [{uri: {prefix: /a}}], delegate: {name: leaf}}\n"
               "  - route: [{destination: {host: ratings}}]\n") +
           "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: leaf}\n"
           "spec: {http: [{route: [{destination: {host: reviews}}]}]}\n";
  const auto both = ElementsAre("virtualservices/default/leaf", "virtualservices/default/rule");
  EXPECT_THAT(Of(Type::kRoute, translate::kReviewsRoutes, "virtual_hosts[0].routes[0].match: bad"), both);
  EXPECT_THAT(Of(Type::kRoute, translate::kReviewsRoutes, "virtual_hosts[0].routes[1].match: bad"),
              ElementsAre("virtualservices/default/rule"));
  EXPECT_THAT(Of(Type::kRoute, translate::kReviewsRoutes, "virtual_hosts[0].routes[7].match: bad"), both);
  EXPECT_THAT(Of(Type::kRoute, translate::kReviewsRoutes, "bad", translate::kGrpcClient), both);
}

TEST_F(RefusalCauses, OfAClusterAreItsDestinationRules) {
  yaml_ += translate::DestinationRuleYaml("  subsets: [{name: v1, labels: {version: v1}}]\n");
  EXPECT_THAT(Of(Type::kCluster, "outbound|9080|v1|reviews.default.svc.cluster.local"),
              ElementsAre("destinationrules/default/rule"));
  EXPECT_THAT(Of(Type::kEndpoint, translate::kReviewsRoutes), ElementsAre("destinationrules/default/rule"));
  EXPECT_THAT(Of(Type::kCluster, "outbound|9080||ratings.default.svc.cluster.local"), IsEmpty());
}

TEST_F(RefusalCauses, OfWhatAServiceEntryBringsIsTheServiceEntry) {
  yaml_ += kPay;
  const auto entry = ElementsAre("serviceentries/default/pay");
  EXPECT_THAT(Of(Type::kListener, "pay.example.com:80"), entry);
  EXPECT_THAT(Of(Type::kCluster, "outbound|80||pay.example.com"), entry);
  EXPECT_THAT(Of(Type::kRoute, "outbound|80||pay.example.com"), entry);
  EXPECT_THAT(Of(Type::kRoute, "outbound|80||pay.example.com", "bad", translate::kGrpcClient), entry);
}

TEST_F(RefusalCauses, OfAListenerThatARuleAloneMakesIsTheRule) {
  yaml_ += translate::VirtualServiceYaml("  - route: [{destination: {host: reviews}}]\n", "alias.example.com");
  EXPECT_THAT(Of(Type::kListener, "alias.example.com:80"), ElementsAre("virtualservices/default/rule"));
}

TEST_F(RefusalCauses, OfAListenerAtTheEdgeAreTheGatewaysThatShareIt) {
  for (const std::string name : {"a", "b", "c"}) {
    yaml_ += "---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: " + name +
             "}\nspec: {servers: [{port: {number: " + (name == "c" ? "81" : "80") + ", name: http, protocol: HTTP}, hosts: [" +
             name + ".example.com]}]}\n";
  }
  translate::Client edge;
  edge.capabilities = clients::OfEnvoy();
  edge.proxy.role = translate::ProxyOptions::Role::kGateway;
  edge.proxy.bind = "0.0.0.0";
  EXPECT_THAT(Of(Type::kListener, "0.0.0.0_80", "cannot bind", edge), ElementsAre("gateways/default/a", "gateways/default/b"));
  EXPECT_THAT(Of(Type::kListener, "0.0.0.0_81", "cannot bind", edge), ElementsAre("gateways/default/c"));
}

}  // namespace
}  // namespace weft::control
