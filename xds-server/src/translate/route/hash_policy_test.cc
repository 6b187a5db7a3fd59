// SPDX-License-Identifier: Apache-2.0
#include "translate/route/hash_policy.h"

#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

constexpr char kSplit[] = "  - route: [{destination: {host: reviews}, weight: 1}, {destination: {host: ratings}, weight: 1}]\n";
constexpr char kToReviews[] = "  - route: [{destination: {host: reviews}}]\n";

std::string HashBy(const std::string& key, const std::string& host = "reviews") {
  return "---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: " + host +
         "}\nspec: {host: " + host + ", trafficPolicy: {loadBalancer: {consistentHash: {" + key + "}}}}\n";
}

::envoy::config::route::v3::RouteAction ActionFor(const std::string& http, const std::string& rules, const Client& client) {
  auto routes = ReviewsRoutes(http, client, rules);
  EXPECT_EQ(routes.size(), 1u);
  return routes.empty() ? ::envoy::config::route::v3::RouteAction() : routes[0].route();
}

TEST(HashPolicy, EnvoyHashesEveryKindOfKey) {
  const Client envoy = ClientThatCan(clients::OfEnvoy());
  const auto key = [&](const std::string& hash) {
    const auto action = ActionFor(kToReviews, HashBy(hash), envoy);
    EXPECT_EQ(action.hash_policy_size(), 1) << hash;
    return action.hash_policy_size() == 1 ? action.hash_policy(0) : ::envoy::config::route::v3::RouteAction::HashPolicy();
  };
  EXPECT_EQ(key("httpHeaderName: X-User").header().header_name(), "x-user");
  EXPECT_EQ(key("httpQueryParameterName: user").query_parameter().name(), "user");
  EXPECT_TRUE(key("useSourceIp: true").connection_properties().source_ip());
  const auto cookie = key("httpCookie: {name: user, path: /a, ttl: 60s}").cookie();
  EXPECT_EQ(cookie.name(), "user");
  EXPECT_EQ(cookie.path(), "/a");
  EXPECT_EQ(cookie.ttl().seconds(), 60);
  EXPECT_FALSE(key("httpCookie: {name: user}").cookie().has_ttl()) << "nobody is given a cookie";
}

TEST(HashPolicy, GrpcHashesHeadersUnlessItDiesOfIt) {
  Client grpc = ClientThatCan(clients::OfGrpc());
  EXPECT_EQ(ActionFor(kToReviews, HashBy("httpHeaderName: x-user"), grpc).hash_policy(0).header().header_name(), "x-user");
  EXPECT_EQ(ActionFor(kToReviews, HashBy("useSourceIp: true"), grpc).hash_policy_size(), 0);
  grpc.capabilities.Remove(Capability::kRingHash);
  EXPECT_EQ(ActionFor(kToReviews, HashBy("httpHeaderName: x-user"), grpc).hash_policy_size(), 0);
}

TEST(HashPolicy, TheSdkHashesNothingYet) {
  EXPECT_EQ(ActionFor(kToReviews, HashBy("httpHeaderName: x-user"), ClientThatCan(clients::OfSdk())).hash_policy_size(), 0);
}

TEST(HashPolicy, AServiceWithoutRulesForRoutesHashesToo) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews") + HashBy("httpHeaderName: x-user"));
  const auto table = MakeRoutes(*world, ClientThatCan(clients::OfGrpc()), kReviewsRoutes);
  ASSERT_EQ(table.virtual_hosts(0).routes_size(), 1);
  EXPECT_EQ(table.virtual_hosts(0).routes(0).route().hash_policy_size(), 1);
}

TEST(HashPolicy, AllDestinationsOfASplitAddTheirKeyOnce) {
  const Client envoy = ClientThatCan(clients::OfEnvoy());
  EXPECT_EQ(ActionFor(kSplit, HashBy("httpHeaderName: x-user") + HashBy("httpHeaderName: x-user", "ratings"), envoy)
                .hash_policy_size(),
            1);
  EXPECT_EQ(
      ActionFor(kSplit, HashBy("httpHeaderName: x-user") + HashBy("useSourceIp: true", "ratings"), envoy).hash_policy_size(),
      2);
}

}  // namespace
}  // namespace weft::translate
