// SPDX-License-Identifier: Apache-2.0
#include "translate/envoy/proxy_routes.h"

#include <map>

#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::RouteConfiguration;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

// Virtual host -> its domains; a domain that occurs twice fails the test.
std::map<std::string, std::vector<std::string>> DomainsIn(const RouteConfiguration& table) {
  std::map<std::string, std::vector<std::string>> domains;
  std::set<std::string> seen;
  for (const auto& host : table.virtual_hosts()) {
    domains[host.name()] = {host.domains().begin(), host.domains().end()};
    for (const std::string& domain : host.domains()) EXPECT_TRUE(seen.insert(domain).second) << domain;
  }
  return domains;
}

std::string EntryYaml(const std::string& name, const std::string& host, const std::string& rest = "") {
  return "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: " + name + "}\nspec: {hosts: [\"" +
         host +
         "\"], ports: [{number: 9080, name: http, protocol: HTTP}], resolution: STATIC, endpoints: [{address: 10.0.0.1}]" +
         rest + "}\n";
}

std::string ServingClusterOf(const RouteConfiguration& table, const std::string& host) {
  for (const auto& virtual_host : table.virtual_hosts()) {
    if (virtual_host.name() == host) return virtual_host.routes(0).route().cluster();
  }
  return "no such host";
}

TEST(PortTable, HasAVirtualHostForEachServiceOfThePortWithoutPortsInItsDomains) {
  auto world =
      registry::WorldFromYaml(ServiceYaml("reviews") + ServiceYaml("ratings", "shop") + ServiceYaml("other", "default", "80"));
  const RouteConfiguration table = MakeRoutes(*world, kEnvoyClient, "9080");
  EXPECT_TRUE(table.ignore_port_in_host_matching());
  EXPECT_EQ(table.max_direct_response_body_size_bytes().value(), 1u << 20);
  auto domains = DomainsIn(table);
  EXPECT_EQ(domains.size(), 2u);
  EXPECT_THAT(domains["reviews.default.svc.cluster.local:9080"],
              ElementsAre("reviews.default.svc.cluster.local", "reviews.default.svc.cluster.local.", "reviews.default.svc",
                          "reviews.default", "reviews"));
  EXPECT_THAT(domains["ratings.shop.svc.cluster.local:9080"], Not(Contains("ratings"))) << "of another namespace";
}

TEST(PortTable, PortsThatDoNotSpeakHttpAreNotInIt) {
  auto world = registry::WorldFromYaml(
      "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {ports: [{name: tcp, port: 9080}]}\n" +
      ServiceYaml("reviews"));
  EXPECT_EQ(MakeRoutes(*world, kEnvoyClient, "9080").virtual_hosts_size(), 1);
}

TEST(PortTable, HostsThatOnlyRulesKnowAreInItWhereTheyCanBeCalled) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews") + ServiceYaml("other", "default", "80") + R"(---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: alias}
spec: {hosts: [shop.example.com, reviews], http: [{route: [{destination: {host: reviews, port: {number: 9080}}}]}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: alone}
spec: {hosts: [alone.example.com], http: [{route: [{destination: {host: reviews, port: {number: 9080}}}]}]}
)");
  auto domains = DomainsIn(MakeRoutes(*world, kEnvoyClient, "9080"));
  EXPECT_THAT(domains["shop.example.com:9080"], ElementsAre("shop.example.com", "shop.example.com."));
  EXPECT_EQ(domains.count("alone.example.com:9080"), 0u) << "it stands on no service of this port";
  EXPECT_EQ(DomainsIn(MakeRoutes(*world, kEnvoyClient, "80")).count("alone.example.com:80"), 1u);
}

TEST(PortTable, AFullHostComesBeforeTheShortNameOfAnother) {
  auto world = registry::WorldFromYaml(ServiceYaml("a") + EntryYaml("entry", "a.default"));
  auto domains = DomainsIn(MakeRoutes(*world, kEnvoyClient, "9080"));
  EXPECT_THAT(domains["a.default:9080"], Contains("a.default"));
  EXPECT_THAT(domains["a.default.svc.cluster.local:9080"], Not(Contains("a.default")));
}

TEST(PortTable, AVirtualAddressGoesToTheServiceThatACallWouldReach) {
  auto world = registry::WorldFromYaml(EntryYaml("b", "zz.example.com", ", addresses: [240.0.0.1]") +
                                       EntryYaml("c", "aa.example.com", ", addresses: [240.0.0.1, \"fd00::1\"]"));
  auto domains = DomainsIn(MakeRoutes(*world, kEnvoyClient, "9080"));
  EXPECT_THAT(domains["zz.example.com:9080"], Contains("240.0.0.1")) << "named first, of the same age";
  EXPECT_THAT(domains["aa.example.com:9080"], Contains("[fd00::1]"));
}

TEST(PortTable, HostsBelowAWildcardThatARuleNamesHaveTheirOwn) {
  auto world = registry::WorldFromYaml(EntryYaml("wild", "*.example.com") + ServiceYaml("reviews") +
                                       VirtualServiceYaml("  - route: [{destination: {host: reviews}}]\n", "a.example.com"));
  const RouteConfiguration table = MakeRoutes(*world, kEnvoyClient, "9080");
  EXPECT_EQ(ServingClusterOf(table, "a.example.com:9080"), "outbound|9080||reviews.default.svc.cluster.local");
  EXPECT_EQ(ServingClusterOf(table, "*.example.com:9080"), "outbound|9080||*.example.com");
}

TEST(PortTable, AWildcardThatNobodyCouldResolveIsInItOnlyWithARule) {
  const std::string nowhere =
      "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: wild}\nspec: {hosts: [\"*.example.com\"], "
      "ports: [{number: 9080, name: http, protocol: HTTP}], resolution: NONE}\n" +
      ServiceYaml("reviews");
  EXPECT_EQ(DomainsIn(MakeRoutes(*registry::WorldFromYaml(nowhere), kEnvoyClient, "9080")).size(), 1u);
  auto ruled =
      registry::WorldFromYaml(nowhere + VirtualServiceYaml("  - route: [{destination: {host: reviews}}]\n", "*.example.com"));
  EXPECT_EQ(DomainsIn(MakeRoutes(*ruled, kEnvoyClient, "9080")).size(), 2u);
}

TEST(PortTable, AServiceOfItsOwnSocketAnswersToAnyHost) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews") + ServiceYaml("ratings"));
  const RouteConfiguration table = MakeRoutes(*world, kEnvoyClient, kReviewsRoutes);
  ASSERT_EQ(table.virtual_hosts_size(), 1);
  EXPECT_THAT(table.virtual_hosts(0).domains(), ElementsAre("*"));
}

TEST(PortTable, WhatAnEnvoyAsksForAndIsNotThereIsEmpty) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  for (const char* name : {"1", "http.80", "outbound|1||reviews.default.svc.cluster.local", "nonsense"}) {
    const RouteConfiguration table = MakeRoutes(*world, kEnvoyClient, name);
    EXPECT_EQ(table.name(), name);
    EXPECT_THAT(table.virtual_hosts(), IsEmpty());
  }
  const char* nobody = "outbound|1||nobody";
  EXPECT_EQ(
      Make<::envoy::config::endpoint::v3::ClusterLoadAssignment>(*world, kEnvoyClient, Type::kEndpoint, nobody).cluster_name(),
      nobody);
  EXPECT_FALSE(Translate(*world, kEnvoyClient, Type::kEndpoint, nobody).missing.empty()) << "people are told";
  EXPECT_FALSE(Translate(*world, kEnvoyClient, Type::kCluster, nobody).resource);
}

TEST(EnvoyRoutes, AreWrittenInTheFormsThatEnvoyDoesNotWarnOf) {
  auto routes = ReviewsRoutes(R"(
  - match: [{headers: {a: {exact: x}, b: {regex: "y+"}, c: {}}, withoutHeaders: {d: {prefix: z}, e: {}}, method: {exact: GET}}]
    timeout: 2s
    route: [{destination: {host: reviews}, weight: 2}, {destination: {host: ratings}, weight: 1}]
)",
                              kEnvoyClient);
  ASSERT_EQ(routes.size(), 1u);
  std::map<std::string, ::envoy::config::route::v3::HeaderMatcher> headers;
  for (const auto& header : routes[0].match().headers()) headers[header.name()] = header;
  EXPECT_EQ(headers.size(), 6u);
  EXPECT_EQ(headers["a"].string_match().exact(), "x");
  EXPECT_EQ(headers["b"].string_match().safe_regex().regex(), "y+");
  EXPECT_TRUE(headers["c"].present_match());
  EXPECT_EQ(headers["d"].string_match().prefix(), "z");
  EXPECT_TRUE(headers["d"].invert_match());
  EXPECT_TRUE(headers["d"].treat_missing_header_as_empty());
  EXPECT_TRUE(headers["e"].present_match());
  EXPECT_TRUE(headers["e"].invert_match());
  EXPECT_EQ(headers[":method"].string_match().exact(), "GET");
  EXPECT_EQ(routes[0].route().timeout().seconds(), 2);
  EXPECT_FALSE(routes[0].route().has_max_stream_duration());
  EXPECT_FALSE(routes[0].route().weighted_clusters().has_total_weight());
  EXPECT_EQ(OriginOfRoute(routes[0]), "virtualservice/default/rule http[0].match[0]");
}

}  // namespace
}  // namespace weft::translate
