// SPDX-License-Identifier: Apache-2.0
// Which service or rule a dialled host leads to.
#include "translate/route/target.h"

#include "gmock/gmock.h"
#include "registry/hostname.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string NamedRule(const std::string& name, const std::string& hosts, const std::string& rest) {
  return "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: " + name +
         "}\nspec:\n  hosts: " + hosts + "\n" + rest;
}
const std::string kToRatings = "  http: [{route: [{destination: {host: ratings}}]}]\n";

std::string FirstCluster(const registry::World& world, const Client& client, const std::string& name) {
  return MakeRoutes(world, client, name).virtual_hosts(0).routes(0).route().cluster();
}

std::string RoutesBehind(const registry::World& world, const Client& client, const std::string& dialled) {
  return Make<::envoy::config::listener::v3::Listener>(world, client, Type::kListener, dialled).name();
}

TEST(Targets, AtPort80ARuleAloneMakesAHostCallable) {
  auto world = registry::WorldFromYaml(ServiceYaml("ratings") + NamedRule("rule", "[shop.example.com, alias]", kToRatings));
  EXPECT_EQ(RoutesBehind(*world, kWeftClient, "shop.example.com:80"), "shop.example.com:80");
  auto table = MakeRoutes(*world, kWeftClient, "outbound|80||shop.example.com");
  EXPECT_THAT(table.virtual_hosts(0).domains(), Contains("shop.example.com:80"));
  EXPECT_EQ(table.virtual_hosts(0).routes(0).route().cluster(), "outbound|9080||ratings.default.svc.cluster.local");
  EXPECT_EQ(RoutesBehind(*world, kWeftClient, "alias:80"), "alias:80") << "short names as well";
  EXPECT_THAT(MakeRoutes(*world, kWeftClient, "outbound|80||alias.default.svc.cluster.local").virtual_hosts(0).domains(),
              Contains("alias"));
}

TEST(Targets, AtAnotherPortTheRuleMustRouteAServiceThatHasIt) {
  auto alone = registry::WorldFromYaml(ServiceYaml("ratings") + NamedRule("rule", "[shop.example.com]", kToRatings));
  EXPECT_THAT(WhyMissing(*alone, kWeftClient, Type::kListener, "shop.example.com:9080"),
              HasSubstr("VirtualService \"default/rule\" names the host, but routes no service with port 9080"));
  auto with_service =
      registry::WorldFromYaml(ServiceYaml("ratings") + NamedRule("rule", "[shop.example.com, ratings]", kToRatings));
  EXPECT_EQ(FirstCluster(*with_service, kWeftClient, "outbound|9080||shop.example.com"),
            "outbound|9080||ratings.default.svc.cluster.local");
  WhyMissing(*with_service, kWeftClient, Type::kListener, "shop.example.com:9081");
}

TEST(Targets, AWildcardRuleServesItsOtherHostsWhereAServiceOfItHasThePort) {
  auto world =
      registry::WorldFromYaml(ServiceYaml("ratings") + NamedRule("rule", "[\"*.default.svc.cluster.local\"]", kToRatings));
  EXPECT_EQ(FirstCluster(*world, kWeftClient, "outbound|9080||unknown.default.svc.cluster.local"),
            "outbound|9080||ratings.default.svc.cluster.local");
  WhyMissing(*world, kWeftClient, Type::kListener, "unknown:9081");
}

TEST(Targets, AServiceThatAnotherRuleOwnsIsNoneOfTheWildcards) {
  auto world =
      registry::WorldFromYaml(ServiceYaml("ratings") + NamedRule("wild", "[\"*.default.svc.cluster.local\"]", kToRatings) +
                              NamedRule("exact", "[ratings]", kToRatings));
  WhyMissing(*world, kWeftClient, Type::kListener, "unknown:9080");
}

TEST(Targets, ARuleAloneMustBeAboutTheClient) {
  auto world = registry::WorldFromYaml(NamedRule(
      "rule", "[shop.example.com]",
      "  http: [{match: [{sourceNamespace: lab}], route: [{destination: {host: ratings.lab.svc.cluster.local}}]}]\n"));
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kListener, "shop.example.com:80"),
              HasSubstr("no rule of it is about this client"));
  EXPECT_EQ(RoutesBehind(*world, {clients::OfSdk(), "lab", {}}, "shop.example.com:80"), "shop.example.com:80");
}

TEST(Targets, TheOtherHostsOfTheRuleAreLookedAtToo) {
  auto world = registry::WorldFromYaml(ServiceYaml("ratings") + NamedRule("rule", "[shop.example.com, ratings]", kToRatings));
  EXPECT_THAT(Translate(*world, kWeftClient, Type::kListener, "shop.example.com:9080").hosts,
              Contains("ratings.default.svc.cluster.local"));
}

std::string PortYaml(const std::string& port) {
  return "---\napiVersion: v1\nkind: Service\nmetadata: {name: reviews}\nspec: {ports: [" + port + "]}\n";
}

TEST(Targets, HttpRulesDoNotConcernPortsOfOtherProtocols) {
  const std::string rule = NamedRule("rule", "[reviews]", kToRatings);
  for (const char* port :
       {"{name: tcp-x, port: 9080}", "{name: x, port: 9080, appProtocol: redis}", "{name: https, port: 9080}"}) {
    auto world = registry::WorldFromYaml(PortYaml(port) + rule);
    EXPECT_EQ(FirstCluster(*world, kWeftClient, kReviewsRoutes), kReviewsRoutes) << port;
    EXPECT_THAT(Translate(*world, kWeftClient, Type::kRoute, kReviewsRoutes).left_out,
                ElementsAre(HasSubstr("VirtualService \"default/rule\": its http rules do not concern port 9080 of "
                                      "\"reviews.default.svc.cluster.local\", which is ")));
  }
  for (const char* port :
       {"{name: grpc-x, port: 9080}", "{name: tcp, port: 9080, appProtocol: http}", "{name: x, port: 9080}"}) {
    auto world = registry::WorldFromYaml(PortYaml(port) + rule);
    EXPECT_EQ(FirstCluster(*world, kWeftClient, kReviewsRoutes), "outbound|9080||ratings.default.svc.cluster.local") << port;
    EXPECT_THAT(Translate(*world, kWeftClient, Type::kRoute, kReviewsRoutes).left_out, IsEmpty());
  }
}

TEST(Targets, UdpIsNotCarried) {
  auto world = registry::WorldFromYaml(PortYaml("{name: udp-dns, port: 9080}"));
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kListener, "reviews:9080"), HasSubstr("is UDP"));
}

TEST(Targets, ARuleWithoutHttpRulesLeavesTheServiceAsItIs) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews") +
                                       NamedRule("rule", "[reviews]", "  tcp: [{route: [{destination: {host: ratings}}]}]\n"));
  EXPECT_EQ(FirstCluster(*world, kWeftClient, kReviewsRoutes), kReviewsRoutes);
}

TEST(Targets, ARuleThatIsNotExportedToTheClientDoesNotConcernIt) {
  auto world =
      registry::WorldFromYaml(ServiceYaml("reviews") + NamedRule("rule", "[reviews]", "  exportTo: [\".\"]\n" + kToRatings));
  EXPECT_EQ(FirstCluster(*world, kWeftClient, kReviewsRoutes), "outbound|9080||ratings.default.svc.cluster.local");
  EXPECT_EQ(FirstCluster(*world, {clients::OfSdk(), "shop", {}}, kReviewsRoutes), kReviewsRoutes);
}

TEST(Targets, ARuleForGatewaysAloneDoesNotConcernClients) {
  auto world =
      registry::WorldFromYaml(ServiceYaml("reviews") + NamedRule("rule", "[reviews]", "  gateways: [front]\n" + kToRatings));
  EXPECT_EQ(FirstCluster(*world, kWeftClient, kReviewsRoutes), kReviewsRoutes);
}

TEST(Targets, TheOlderOfTwoRulesRoutesAndNothingIsMerged) {
  auto world = registry::WorldFromYaml(
      ServiceYaml("reviews") + NamedRule("b", "[reviews]", kToRatings) +
      NamedRule("a", "[reviews]", "  http: [{match: [{uri: {prefix: /x}}], route: [{destination: {host: ratings}}]}]\n"));
  EXPECT_EQ(MakeRoutes(*world, kWeftClient, kReviewsRoutes).virtual_hosts(0).routes_size(), 1);
}

std::string Headful(const std::string& name, const std::string& rest) {
  return "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + name + "}\nspec: {ports: [{name: http, port: 9080}], " +
         rest + "}\n";
}

Target TargetOf(const registry::World& world, const std::string& dialled, const Client& client = kWeftClient) {
  return FindTarget(world, client, registry::CandidateHosts(dialled, client.ns, world.domain()), 9080);
}

constexpr char kReviewsFull[] = "reviews.default.svc.cluster.local";

TEST(Targets, AVirtualAddressLeadsToItsServiceAndTheRulesOfThat) {
  auto world = registry::WorldFromYaml(Headful("reviews", "clusterIPs: [10.0.0.7, 'fd00::7']") + ServiceYaml("ratings") +
                                       NamedRule("rule", "[reviews]", kToRatings));
  for (const char* address : {"10.0.0.7", "fd00::7"}) {
    Target target = TargetOf(*world, address);
    EXPECT_EQ(target.host, kReviewsFull) << address;
    ASSERT_NE(target.rule, nullptr) << address;
    EXPECT_EQ(target.rule->source->meta.name, "rule");
    EXPECT_THAT(target.looked_at, Contains(address)) << "its change is a change of the answer";
    EXPECT_THAT(target.looked_at, Contains(kReviewsFull));
  }
  EXPECT_EQ(RoutesBehind(*world, kGrpcClient, "[fd00::7]:9080"), "[fd00::7]:9080");
  WhyMissing(*world, kWeftClient, Type::kListener, "10.0.0.7:9081");
  WhyMissing(*world, kWeftClient, Type::kListener, "10.0.0.8:9080");
}

TEST(Targets, ARuleThatNamesAnAddressComesBeforeTheServiceThatHasIt) {
  auto world = registry::WorldFromYaml(Headful("reviews", "clusterIP: 10.0.0.7") + ServiceYaml("ratings") +
                                       NamedRule("rule", "[10.0.0.7, ratings]", kToRatings));
  EXPECT_EQ(TargetOf(*world, "10.0.0.7").host, "10.0.0.7");
}

TEST(Targets, ANameBelowAHeadlessServiceLeadsToIt) {
  auto world = registry::WorldFromYaml(Headful("reviews", "clusterIP: None") + ServiceYaml("ratings"));
  for (const char* name : {"pod-0.reviews", "pod-0.reviews.default", "pod-0.reviews.default.svc",
                           "pod-0.reviews.default.svc.cluster.local", "pod-0.reviews.default.svc.cluster.local."}) {
    EXPECT_EQ(TargetOf(*world, name).host, kReviewsFull) << name;
  }
  EXPECT_EQ(TargetOf(*world, "pod-0.ratings.default").host, "") << "not headless";
  EXPECT_EQ(TargetOf(*world, "a.pod-0.reviews.default").host, "") << "two labels";
  EXPECT_EQ(TargetOf(*world, "pod-0.reviews", {clients::OfSdk(), "shop", {}}).host, "") << "of another namespace";
  EXPECT_THAT(TargetOf(*world, "pod-0.details.default").looked_at, Contains("details.default.svc.cluster.local"))
      << "it may come, and be headless";
}

}  // namespace
}  // namespace weft::translate
