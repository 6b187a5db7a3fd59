// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/gateway_routes.h"

#include <map>

#include "gmock/gmock.h"
#include "translate/test_gateway.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::RouteConfiguration;
using ::envoy::config::route::v3::VirtualHost;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

std::string To(const std::string& cluster, const std::string& match = "") {
  return "{" + (match.empty() ? "" : "match: [{" + match + "}], ") + "route: [{destination: {host: " + cluster +
         ", port: {number: 9080}}}]}";
}

// Host -> the services that its routes go to, in order.
std::map<std::string, std::vector<std::string>> EdgeTargets(const registry::World& world, const std::string& name = "http.80",
                                                            const Client& client = kEdgeClient) {
  std::map<std::string, std::vector<std::string>> targets;
  const RouteConfiguration table = MakeRoutes(world, client, name);
  for (const VirtualHost& host : table.virtual_hosts()) {
    EXPECT_EQ(host.domains_size(), 1);
    auto& list = targets[host.domains(0)];
    for (const auto& route : host.routes()) {
      const std::string& cluster = route.route().cluster();
      const std::string service = cluster.substr(cluster.rfind('|') + 1);
      list.push_back(service.substr(0, service.find('.')));
    }
  }
  return targets;
}

const std::string kFront = GatewayYaml("front", {HttpServer(80, "*")});

TEST(GatewayRoutes, AreTheRulesBoundToIt) {
  auto world = registry::WorldFromYaml(
      kFront + BoundRuleYaml("a", "a.com", "front", To("x")) + BoundRuleYaml("b", "b.com", "mesh", To("y")) +
      BoundRuleYaml("c", "c.com", "other", To("z")) + BoundRuleYaml("d", "*", "default/front", To("w")));
  EXPECT_THAT(EdgeTargets(*world), UnorderedElementsAre(Pair("a.com", ElementsAre("x")), Pair("*", ElementsAre("w"))));
  EXPECT_TRUE(Translate(*world, kEdgeClient, Type::kRoute, "http.80").of_everything);
  EXPECT_TRUE(MakeRoutes(*world, kEdgeClient, "http.80").ignore_port_in_host_matching());
}

TEST(GatewayRoutes, HostsAreThoseThatServerAndRuleHaveInCommon) {
  auto world = registry::WorldFromYaml(
      GatewayYaml("front",
                  {"{port: {number: 80, name: http, protocol: HTTP}, hosts: [\"*.a.com\", \"shop/*.b.com\", c.com]}"}) +
      BoundRuleYaml("wide", "*", "front", To("x")) +
      BoundRuleYaml("shop", "x.b.com", "default/front", To("y"), ", namespace: shop") +
      BoundRuleYaml("own", "y.b.com", "front", To("z")));
  EXPECT_THAT(EdgeTargets(*world), UnorderedElementsAre(Pair("*.a.com", ElementsAre("x")), Pair("c.com", ElementsAre("x")),
                                                        Pair("x.b.com", ElementsAre("y"))))
      << "what shop may bind to is not for default's rules";
}

TEST(GatewayRoutes, OfRulesThatAreExportedToTheProxy) {
  auto world = registry::WorldFromYaml(
      kFront + BoundRuleYaml("a", "a.com", "default/front", To("x"), ", namespace: shop", ", exportTo: [.]") +
      BoundRuleYaml("b", "b.com", "default/front", To("y"), ", namespace: shop", ", exportTo: [default]"));
  EXPECT_THAT(EdgeTargets(*world), ElementsAre(Pair("b.com", ElementsAre("y"))));
}

TEST(GatewayRoutes, RulesOfOneHostFollowEachOtherByAgeAndWhatTakesAllComesLast) {
  auto world = registry::WorldFromYaml(
      kFront +
      BoundRuleYaml("young", "a.com", "front", To("young", "uri: {prefix: /a}"), ", creationTimestamp: 2026-01-03T00:00:00Z") +
      BoundRuleYaml("middle", "a.com", "front", To("middle"), ", creationTimestamp: 2026-01-02T00:00:00Z") +
      BoundRuleYaml("old", "a.com", "front", To("old", "uri: {prefix: /b}") + ", " + To("rest"),
                    ", creationTimestamp: 2026-01-01T00:00:00Z"));
  EXPECT_THAT(EdgeTargets(*world), ElementsAre(Pair("a.com", ElementsAre("old", "young", "rest"))));
}

TEST(GatewayRoutes, AMatchForTheMeshOrAnotherGatewayDoesNotApply) {
  auto world = registry::WorldFromYaml(kFront + GatewayYaml("side", {HttpServer(81, "*")}) +
                                       BoundRuleYaml("a", "a.com", "front, side, mesh",
                                                     To("mesh", "gateways: [mesh], uri: {prefix: /m}") + ", " +
                                                         To("side", "gateways: [side], uri: {prefix: /s}") + ", " +
                                                         To("front", "gateways: [front, mesh], uri: {prefix: /f}") + ", " +
                                                         To("port", "port: 81, uri: {prefix: /p}") + ", " +
                                                         To("app", "sourceLabels: {app: x}") + ", " + To("rest")));
  EXPECT_THAT(EdgeTargets(*world), ElementsAre(Pair("a.com", ElementsAre("front", "rest"))));
  EXPECT_THAT(EdgeTargets(*world, "http.81"), ElementsAre(Pair("a.com", ElementsAre("side", "port", "rest"))));
}

TEST(GatewayRoutes, ARuleThatTwoGatewaysOfOneTableHaveStandsThereOnce) {
  auto world = registry::WorldFromYaml(
      kFront + GatewayYaml("twin", {HttpServer(80, "*")}) +
      BoundRuleYaml("a", "a.com", "front, twin",
                    To("x", "gateways: [twin], uri: {prefix: /t}") + ", " + To("y", "uri: {prefix: /f}")));
  EXPECT_THAT(EdgeTargets(*world), ElementsAre(Pair("a.com", ElementsAre("x", "y"))));
}

TEST(GatewayRoutes, AServerThatRedirectsDoesSoForItsHosts) {
  auto world = registry::WorldFromYaml(
      GatewayYaml("front", {HttpServer(80, "*.a.com", ", tls: {httpsRedirect: true}"), HttpServer(80, "b.com")}) +
      BoundRuleYaml("a", "x.a.com", "front", To("x")) + BoundRuleYaml("b", "b.com", "front", To("y")));
  std::map<std::string, bool> redirected;
  const RouteConfiguration table = MakeRoutes(*world, kEdgeClient, "http.80");
  for (const VirtualHost& host : table.virtual_hosts()) {
    redirected[host.domains(0)] = host.require_tls() == VirtualHost::ALL;
  }
  EXPECT_THAT(redirected, ElementsAre(Pair("*.a.com", true), Pair("b.com", false), Pair("x.a.com", true)));
}

TEST(GatewayRoutes, ARedirectFromHttpsStaysAtHttpsPort) {
  auto world = registry::WorldFromYaml(
      GatewayYaml("front", {"{port: {number: 8443, name: https, protocol: HTTPS}, hosts: [a.com], tls: {mode: SIMPLE, "
                            "serverCertificate: /c, privateKey: /k}}"}) +
      BoundRuleYaml("a", "a.com", "front", "{redirect: {uri: /x, derivePort: FROM_PROTOCOL_DEFAULT}}"));
  const RouteConfiguration table = MakeRoutes(*world, kEdgeClient, "https.8443.https.front.default");
  EXPECT_EQ(table.virtual_hosts(0).routes(0).redirect().port_redirect(), 443u);
}

TEST(GatewayRoutes, WithoutARuleThereIsNoHost) {
  auto world = registry::WorldFromYaml(kFront);
  EXPECT_THAT(EdgeTargets(*world), IsEmpty());
}

}  // namespace
}  // namespace weft::translate
