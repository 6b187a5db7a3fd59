// SPDX-License-Identifier: Apache-2.0
#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Route = ::envoy::config::route::v3::Route;
using RouteConfiguration = ::envoy::config::route::v3::RouteConfiguration;

constexpr char kHost[] = "reviews.default.svc.cluster.local";

class RouteTable : public ::testing::Test {
 protected:
  RouteConfiguration Table(const std::string& http, const Client& client = kWeftClient) {
    auto world = registry::WorldFromYaml(ServiceYaml("reviews") + ServiceYaml("ratings") +
                                         ServiceYaml("other", "default", "80") + VirtualServiceYaml(http));
    return MakeRoutes(*world, client, kReviewsRoutes);
  }
  std::vector<Route> Routes(const std::string& http, const Client& client = kWeftClient) {
    RouteConfiguration table = Table(http, client);
    if (table.virtual_hosts_size() == 0) return {};
    return {table.virtual_hosts(0).routes().begin(), table.virtual_hosts(0).routes().end()};
  }
  std::vector<std::string> Clusters(const std::string& http, const Client& client = kWeftClient) {
    std::vector<std::string> clusters;
    for (const Route& route : Routes(http, client)) clusters.push_back(route.route().cluster());
    return clusters;
  }
};

TEST_F(RouteTable, WithoutARuleEverythingGoesToTheServiceWithTheDefaultRetries) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  RouteConfiguration table = MakeRoutes(*world, kWeftClient, kReviewsRoutes);
  ASSERT_EQ(table.virtual_hosts_size(), 1);
  ASSERT_EQ(table.virtual_hosts(0).routes_size(), 1);
  const Route& route = table.virtual_hosts(0).routes(0);
  EXPECT_EQ(route.match().prefix(), "/");
  EXPECT_EQ(route.route().cluster(), "outbound|9080||reviews.default.svc.cluster.local");
  EXPECT_EQ(route.route().retry_policy().num_retries().value(), 2u);
  EXPECT_EQ(route.route().retry_policy().retry_on(),
            "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes");
  EXPECT_TRUE(route.route().has_timeout());
  EXPECT_EQ(route.route().timeout().seconds(), 0) << "no timeout";
}

TEST_F(RouteTable, EachSpellingComesWithAndWithoutPort) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  const auto table = MakeRoutes(*world, kGrpcClient, kReviewsRoutes);
  const auto& domains = table.virtual_hosts(0).domains();
  EXPECT_THAT(std::vector<std::string>(domains.begin(), domains.end()),
              UnorderedElementsAre(kHost, std::string(kHost) + ":9080", std::string(kHost) + ".", std::string(kHost) + ".:9080",
                                   "reviews.default.svc", "reviews.default.svc:9080", "reviews.default", "reviews.default:9080",
                                   "reviews", "reviews:9080"));
}

TEST_F(RouteTable, ForGrpcAServiceThatWasMadeAgainHasAnotherTable) {
  const auto table_of = [](const std::string& uid, const Client& client) {
    std::string yaml = ServiceYaml("reviews");
    yaml.replace(yaml.find("name: reviews,"), 0, "uid: " + uid + ", ");
    return MakeRoutes(*registry::WorldFromYaml(yaml), client, kReviewsRoutes);
  };
  const auto table = table_of("6f1c2c1e", kGrpcClient);
  EXPECT_EQ(*table.virtual_hosts(0).domains().rbegin(), "6f1c2c1e.invalid");
  for (const Client& client : {kGrpcClient, kWeftClient, kEnvoyClient}) {
    const bool differs = table_of("6f1c2c1e", client).SerializeAsString() != table_of("a90b7d44", client).SerializeAsString();
    EXPECT_EQ(differs, client == kGrpcClient) << "others start afresh by themselves";
  }
}

TEST_F(RouteTable, ABareNameIsLeftOutForClientsOfOtherNamespaces) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  const auto table = MakeRoutes(*world, {clients::OfGrpc(), "shop", {}}, kReviewsRoutes);
  const auto& domains = table.virtual_hosts(0).domains();
  EXPECT_THAT(domains, ::testing::Contains("reviews.default:9080"));
  EXPECT_THAT(domains, ::testing::Not(::testing::Contains("reviews")));
}

TEST_F(RouteTable, RulesStayInOrderAndNothingFollowsACatchAll) {
  EXPECT_THAT(
      Clusters(R"(
  - match: [{uri: {prefix: /a}}, {uri: {exact: /b}}]
    route: [{destination: {host: reviews, subset: v1}}]
  - route: [{destination: {host: reviews, subset: v2}}]
  - match: [{uri: {prefix: /c}}]
    route: [{destination: {host: reviews, subset: v3}}]
)"),
      ElementsAre("outbound|9080|v1|reviews.default.svc.cluster.local", "outbound|9080|v1|reviews.default.svc.cluster.local",
                  "outbound|9080|v2|reviews.default.svc.cluster.local"));
}

TEST_F(RouteTable, ARegexThatMatchesAllIsACatchAllAndAPrefixWithAHeaderIsNot) {
  EXPECT_EQ(Routes(R"(
  - match: [{uri: {prefix: /}, headers: {x: {exact: a}}}]
    route: [{destination: {host: reviews}}]
  - match: [{uri: {regex: ".*"}}]
    route: [{destination: {host: reviews}}]
  - route: [{destination: {host: reviews}}]
)")
                .size(),
            2u);
}

TEST_F(RouteTable, RulesAboutOtherClientsAreLeftOut) {
  const std::string http = R"(
  - match: [{sourceLabels: {app: productpage}}]
    route: [{destination: {host: reviews, subset: v1}}]
  - match: [{sourceNamespace: shop}]
    route: [{destination: {host: reviews, subset: v2}}]
  - match: [{port: 80}]
    route: [{destination: {host: reviews, subset: v3}}]
  - route: [{destination: {host: ratings}}]
)";
  EXPECT_THAT(Clusters(http), ElementsAre("outbound|9080||ratings.default.svc.cluster.local"));
  EXPECT_THAT(Clusters(http, {clients::OfSdk(), "default", {{"app", "productpage"}, {"x", "y"}}}),
              ElementsAre("outbound|9080|v1|reviews.default.svc.cluster.local"));
  EXPECT_EQ(Clusters(http, {clients::OfSdk(), "shop", {}}).at(0), "outbound|9080|v2|reviews.default.svc.cluster.local");
}

TEST_F(RouteTable, WhenNoRuleIsAboutTheClientItGetsTheDefaultRoute) {
  auto routes = Routes(R"(
  - match: [{sourceNamespace: shop}]
    route: [{destination: {host: ratings}}]
)");
  ASSERT_EQ(routes.size(), 1u);
  EXPECT_EQ(routes[0].name(), "default");
}

TEST_F(RouteTable, GatewaysInAMatchDecideAloneAboutTheSource) {
  EXPECT_THAT(Clusters(R"(
  - match: [{gateways: [mesh], sourceNamespace: elsewhere}]
    route: [{destination: {host: ratings}}]
)"),
              ElementsAre("outbound|9080||ratings.default.svc.cluster.local"));
  EXPECT_EQ(Routes(R"(
  - match: [{gateways: [front]}]
    route: [{destination: {host: ratings}}]
)")
                .at(0)
                .name(),
            "default");
}

TEST_F(RouteTable, ADestinationWithoutPortMeansItsOnlyPort) {
  EXPECT_THAT(Clusters("  - route: [{destination: {host: other}}]\n"),
              ElementsAre("outbound|80||other.default.svc.cluster.local"));
  EXPECT_THAT(Clusters("  - route: [{destination: {host: other, port: {number: 81}}}]\n"),
              ElementsAre("outbound|81||other.default.svc.cluster.local"));
  EXPECT_THAT(Clusters("  - route: [{destination: {host: unknown}}]\n"),
              ElementsAre("outbound|9080||unknown.default.svc.cluster.local"));
}

TEST_F(RouteTable, WeightsAreSentWithTheirSumAndZeroIsDropped) {
  auto routes = Routes(R"(
  - route:
    - {destination: {host: reviews, subset: v1}, weight: 2}
    - {destination: {host: reviews, subset: v2}, weight: 0}
    - {destination: {host: reviews, subset: v3}, weight: 1}
)");
  const auto& weighted = routes.at(0).route().weighted_clusters();
  ASSERT_EQ(weighted.clusters_size(), 2);
  EXPECT_EQ(weighted.clusters(0).weight().value(), 2u);
  EXPECT_EQ(weighted.clusters(1).name(), "outbound|9080|v3|reviews.default.svc.cluster.local");
  EXPECT_EQ(weighted.total_weight().value(), 3u);
}

TEST_F(RouteTable, OneDestinationTakesAllWhateverItsWeight) {
  EXPECT_EQ(Routes("  - route: [{destination: {host: reviews}, weight: 0}]\n").at(0).route().cluster(),
            "outbound|9080||reviews.default.svc.cluster.local");
  EXPECT_EQ(Routes(R"(
  - route: [{destination: {host: reviews, subset: v1}, weight: 0}, {destination: {host: ratings}, weight: 5}]
)")
                .at(0)
                .route()
                .cluster(),
            "outbound|9080||ratings.default.svc.cluster.local");
}

TEST_F(RouteTable, ATimeoutIsSaidInBothWays) {
  auto action = Routes("  - timeout: 1.5s\n    route: [{destination: {host: reviews}}]\n").at(0).route();
  EXPECT_EQ(action.timeout().seconds(), 1);
  EXPECT_EQ(action.timeout().nanos(), 500'000'000);
  EXPECT_EQ(action.max_stream_duration().max_stream_duration().nanos(), 500'000'000);
}

TEST_F(RouteTable, RoutesAreNamedAfterRuleAndMatch) {
  auto routes = Routes(R"(
  - name: canary
    match: [{name: jason, headers: {end-user: {exact: jason}}}, {uri: {prefix: /x}}]
    route: [{destination: {host: reviews}}]
)");
  EXPECT_EQ(routes.at(0).name(), "canary.jason");
  EXPECT_EQ(routes.at(1).name(), "canary");
}

TEST_F(RouteTable, EachRouteTellsWhereItWasWritten) {
  auto routes = Routes(R"(
  - match: [{uri: {prefix: /a}}, {uri: {prefix: /b}}]
    route: [{destination: {host: reviews}}]
  - route: [{destination: {host: reviews}}]
)");
  EXPECT_EQ(OriginOfRoute(routes.at(0)), "virtualservice/default/rule http[0].match[0]");
  EXPECT_EQ(OriginOfRoute(routes.at(1)), "virtualservice/default/rule http[0].match[1]");
  EXPECT_EQ(OriginOfRoute(routes.at(2)), "virtualservice/default/rule http[1]");
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  EXPECT_EQ(OriginOfRoute(MakeRoutes(*world, kWeftClient, kReviewsRoutes).virtual_hosts(0).routes(0)),
            "destination default: service/default/reviews");
}

TEST_F(RouteTable, GrpcIsNotToldWhereARouteWasWritten) {
  for (const Route& route : Routes("  - route: [{destination: {host: reviews}}]\n", kGrpcClient))
    EXPECT_FALSE(route.has_metadata());
}

TEST_F(RouteTable, ARuleWithAllItsMatchesForOthersIsSkippedAndTheNextCounts) {
  EXPECT_THAT(Clusters(R"(
  - match: [{sourceNamespace: shop}, {port: 1}]
    route: [{destination: {host: reviews, subset: v1}}]
  - match: [{uri: {prefix: /a}}]
    route: [{destination: {host: ratings}}]
)"),
              ElementsAre("outbound|9080||ratings.default.svc.cluster.local"))
      << "and no default route follows";
}

TEST_F(RouteTable, AWildcardRuleServesTheHostsThatNoExactRuleHas) {
  auto world =
      registry::WorldFromYaml(ServiceYaml("reviews") + ServiceYaml("ratings") +
                              VirtualServiceYaml("  - route: [{destination: {host: ratings}}]\n", "*.svc.cluster.local"));
  EXPECT_EQ(MakeRoutes(*world, kWeftClient, kReviewsRoutes).virtual_hosts(0).routes(0).route().cluster(),
            "outbound|9080||ratings.default.svc.cluster.local");
}

TEST_F(RouteTable, GrpcGetsNoRouteThatItWouldReadWrongly) {
  const std::string http = R"(
  - match: [{queryParams: {user: {exact: jason}}}]
    route: [{destination: {host: reviews, subset: v1}}]
  - match: [{uri: {prefix: /a/b/c}}, {uri: {exact: /only-one}}, {method: {exact: GET}}, {authority: {exact: x}}]
    route: [{destination: {host: reviews, subset: v2}}]
  - match: [{uri: {prefix: /pkg.Service/}}, {uri: {exact: /pkg.Service/Method}}, {method: {exact: POST}, headers: {a: {exact: b}}}]
    route: [{destination: {host: reviews, subset: v3}}]
)";
  EXPECT_EQ(Routes(http, kGrpcClient).size(), 3u);
  EXPECT_EQ(Routes(http).size(), 8u) << "and Weft's own clients get all";
  for (const Route& route : Routes(http, kGrpcClient)) {
    EXPECT_EQ(route.route().cluster(), "outbound|9080|v3|reviews.default.svc.cluster.local");
    for (const auto& header : route.match().headers()) EXPECT_NE(header.name(), ":method");
  }
}

TEST_F(RouteTable, WhenGrpcCanUseNoneOfTheRulesItsCallsFail) {
  EXPECT_EQ(Table("  - match: [{uri: {prefix: /a/b/c}}]\n    route: [{destination: {host: reviews}}]\n", kGrpcClient)
                .virtual_hosts_size(),
            0);
}

TEST_F(RouteTable, TheHostsOfAllDestinationsAreLookedAt) {
  auto world =
      registry::WorldFromYaml(ServiceYaml("reviews") + VirtualServiceYaml("  - route: [{destination: {host: ratings}}]\n"));
  EXPECT_THAT(Translate(*world, kWeftClient, Type::kRoute, kReviewsRoutes).hosts,
              ElementsAre(kHost, "ratings.default.svc.cluster.local"));
}

TEST_F(RouteTable, WhatIsNoRouteTableIsMissing) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kRoute, "9080"), ::testing::HasSubstr("outbound|<port>||<host>"));
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kRoute, "outbound|81||reviews.default.svc.cluster.local"),
              ::testing::HasSubstr("with port 81"));
}

}  // namespace
}  // namespace weft::translate
