// SPDX-License-Identifier: Apache-2.0
#include "envoy/extensions/filters/http/router/v3/router.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::testing::HasSubstr;
using HttpConnectionManager = ::envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager;
using Listener = ::envoy::config::listener::v3::Listener;

HttpConnectionManager ManagerOf(const Listener& listener) {
  HttpConnectionManager manager;
  EXPECT_TRUE(listener.api_listener().api_listener().UnpackTo(&manager));
  return manager;
}

TEST(ListenerTranslation, EverySpellingLeadsToTheSameRoutesUnderTheNameThatWasAsked) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  for (const char* name :
       {"reviews:9080", "reviews.default:9080", "reviews.default.svc:9080", "reviews.default.svc.cluster.local:9080",
        "reviews.default.svc.cluster.local.:9080", "Reviews:9080"}) {
    Listener listener = Make<Listener>(*world, kGrpcClient, Type::kListener, name);
    EXPECT_EQ(listener.name(), name);
    EXPECT_EQ(ManagerOf(listener).rds().route_config_name(), kReviewsRoutes) << name;
  }
}

TEST(ListenerTranslation, ItNamesItsRoutesOverAdsAndEndsWithTheRouter) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  HttpConnectionManager manager = ManagerOf(Make<Listener>(*world, kGrpcClient, Type::kListener, "reviews:9080"));
  EXPECT_TRUE(manager.rds().config_source().has_ads());
  ASSERT_EQ(manager.http_filters_size(), 2);
  EXPECT_EQ(manager.http_filters(0).name(), "envoy.filters.http.fault");
  EXPECT_TRUE(manager.http_filters(1).typed_config().Is<::envoy::extensions::filters::http::router::v3::Router>());
}

TEST(ListenerTranslation, AShortNameIsOneOfTheClientsNamespace) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews", "default") + ServiceYaml("reviews", "shop"));
  Client shop{clients::OfGrpc(), "shop", {}};
  EXPECT_EQ(ManagerOf(Make<Listener>(*world, shop, Type::kListener, "reviews:9080")).rds().route_config_name(),
            "outbound|9080||reviews.shop.svc.cluster.local");
}

TEST(ListenerTranslation, AServiceEntryAnswersForItsHostsAndWildcards) {
  auto world = registry::WorldFromYaml(R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ext}
spec:
  hosts: [api.example.com, "*.wild.com"]
  ports: [{number: 80, name: http, protocol: HTTP}]
  resolution: STATIC
  endpoints: [{address: 192.0.2.1}]
)");
  EXPECT_EQ(ManagerOf(Make<Listener>(*world, kGrpcClient, Type::kListener, "api.example.com:80")).rds().route_config_name(),
            "outbound|80||api.example.com");
  EXPECT_EQ(ManagerOf(Make<Listener>(*world, kGrpcClient, Type::kListener, "a.wild.com:80")).rds().route_config_name(),
            "outbound|80||a.wild.com");
}

TEST(ListenerTranslation, WhatIsMissingIsSaidWithWhereItWasLookedFor) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kListener, "foo.default.svc.cluster.local:9080"),
              HasSubstr("no Service or ServiceEntry \"foo.default.svc.cluster.local\" with port 9080"));
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kListener, "foo:9080"), HasSubstr("\"foo.default.svc.cluster.local\""));
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kListener, "reviews:80"), HasSubstr("has the ports: 9080"));
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kListener, "reviews"), HasSubstr("host:port"));
}

TEST(ListenerTranslation, TheHostsLookedAtAreNamed) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  EXPECT_THAT(Translate(*world, kWeftClient, Type::kListener, "foo.bar:1").hosts,
              ::testing::ElementsAre("foo.bar", "foo.bar.svc.cluster.local", "bar.default.svc.cluster.local", "bar",
                                     "bar.svc.cluster.local"))
      << "also the headless services that foo may be a workload of";
  EXPECT_THAT(Translate(*world, kWeftClient, Type::kListener, "reviews.default:9080").hosts,
              ::testing::ElementsAre("reviews.default", "reviews.default.svc.cluster.local"))
      << "no more than it takes to find it";
}

}  // namespace
}  // namespace weft::translate
