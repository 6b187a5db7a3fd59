// SPDX-License-Identifier: Apache-2.0
// What a rule does with a call, from manifest to route.
#include "translate/route/route_action.h"

#include "envoy/extensions/filters/http/cors/v3/cors.pb.h"
#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Route = ::envoy::config::route::v3::Route;

Route OnlyRoute(const std::string& http, const Client& client = kWeftClient, const std::string& more = "") {
  auto routes = ReviewsRoutes(http, client, more);
  EXPECT_EQ(routes.size(), 1u) << http;
  return routes.empty() ? Route() : routes[0];
}

TEST(RouteActions, ARewriteReplacesWhatWasMatched) {
  EXPECT_EQ(OnlyRoute(R"(
  - match: [{uri: {prefix: /old}}]
    rewrite: {uri: /new}
    route: [{destination: {host: reviews}}]
)")
                .route()
                .prefix_rewrite(),
            "/new");
  Route exact = OnlyRoute(R"(
  - match: [{uri: {exact: /old}}]
    rewrite: {uri: /new, authority: other.example.com}
    route: [{destination: {host: reviews}}]
)");
  EXPECT_EQ(exact.route().prefix_rewrite(), "/new");
  EXPECT_EQ(exact.route().host_rewrite_literal(), "other.example.com");
  EXPECT_EQ(OnlyRoute("  - rewrite: {uri: /v1}\n    route: [{destination: {host: reviews}}]\n").match().prefix(), "/");
}

TEST(RouteActions, ARegexRewriteSubstitutes) {
  Route route = OnlyRoute(R"(
  - rewrite: {uriRegexRewrite: {match: "^/a/(.*)$", rewrite: '/b/\1'}}
    route: [{destination: {host: reviews}}]
)");
  EXPECT_EQ(route.route().regex_rewrite().pattern().regex(), "^/a/(.*)$");
  EXPECT_TRUE(route.route().regex_rewrite().pattern().has_google_re2());
  EXPECT_EQ(route.route().regex_rewrite().substitution(), "/b/\\1");
  EXPECT_EQ(route.route().prefix_rewrite(), "");
}

TEST(RouteActions, TheEditsOfASingleDestinationFollowThoseOfTheRule) {
  Route route = OnlyRoute(R"(
  - headers: {request: {set: {X-A: rule}, remove: [x-r]}, response: {add: {x-b: rule}}}
    route:
    - destination: {host: reviews}
      headers: {request: {add: {x-a: destination}}, response: {remove: [x-b]}}
)");
  ASSERT_EQ(route.request_headers_to_add_size(), 2);
  EXPECT_EQ(route.request_headers_to_add(0).header().key(), "x-a");
  EXPECT_EQ(route.request_headers_to_add(0).header().value(), "rule");
  EXPECT_EQ(route.request_headers_to_add(1).header().value(), "destination");
  EXPECT_THAT(route.request_headers_to_remove(), ElementsAre("x-r"));
  EXPECT_EQ(route.response_headers_to_add_size(), 1);
  EXPECT_THAT(route.response_headers_to_remove(), ElementsAre("x-b"));
}

TEST(RouteActions, TheEditsOfWeightedDestinationsStayWithThem) {
  Route route = OnlyRoute(R"(
  - headers: {request: {set: {host: rule.example.com}}}
    route:
    - destination: {host: reviews, subset: v1}
      weight: 1
      headers: {request: {set: {x-v: "1", host: one.example.com}}, response: {remove: [server]}}
    - {destination: {host: reviews, subset: v2}, weight: 1}
)");
  EXPECT_EQ(route.request_headers_to_add_size(), 0);
  EXPECT_EQ(route.route().host_rewrite_literal(), "rule.example.com");
  const auto& weighted = route.route().weighted_clusters();
  EXPECT_EQ(weighted.clusters(0).request_headers_to_add(0).header().key(), "x-v");
  EXPECT_EQ(weighted.clusters(0).host_rewrite_literal(), "one.example.com");
  EXPECT_THAT(weighted.clusters(0).response_headers_to_remove(), ElementsAre("server"));
  EXPECT_EQ(weighted.clusters(1).request_headers_to_add_size(), 0);
  EXPECT_EQ(weighted.clusters(1).host_rewrite_literal(), "");
}

TEST(RouteActions, TheOnlyWeightThatIsLeftKeepsItsEdits) {
  Route route = OnlyRoute(R"(
  - route:
    - {destination: {host: ratings}, weight: 0}
    - {destination: {host: reviews}, weight: 7, headers: {request: {set: {x: y}}}}
)");
  ASSERT_EQ(route.route().weighted_clusters().clusters_size(), 1);
  EXPECT_EQ(route.route().weighted_clusters().total_weight().value(), 7u);
  EXPECT_EQ(route.route().weighted_clusters().clusters(0).request_headers_to_add_size(), 1);
}

TEST(RouteActions, HugeWeightsAreHalvedUntilTheirSumFits) {
  const Route route = OnlyRoute(R"(
  - route:
    - {destination: {host: reviews, subset: v1}, weight: 2147483646}
    - {destination: {host: reviews, subset: v2}, weight: 2147483646}
    - {destination: {host: reviews, subset: v3}, weight: 1}
)");
  const auto& weighted = route.route().weighted_clusters();
  EXPECT_EQ(weighted.clusters(0).weight().value(), weighted.clusters(1).weight().value());
  EXPECT_EQ(weighted.clusters(2).weight().value(), 1u);
  EXPECT_EQ(weighted.total_weight().value(), weighted.clusters(0).weight().value() + weighted.clusters(1).weight().value() +
                                                 weighted.clusters(2).weight().value());
}

TEST(RouteActions, TheRulesAuthorityBeatsASingleDestinations) {
  const std::string destination =
      "    route: [{destination: {host: reviews}, headers: {request: {set: {host: d.example.com}}}}]\n";
  EXPECT_EQ(OnlyRoute("  - name: x\n" + destination).route().host_rewrite_literal(), "d.example.com");
  EXPECT_EQ(OnlyRoute("  - headers: {request: {add: {host: r.example.com}}}\n" + destination).route().host_rewrite_literal(),
            "r.example.com");
  EXPECT_EQ(OnlyRoute("  - rewrite: {authority: w.example.com}\n" + destination).route().host_rewrite_literal(),
            "w.example.com");
}

TEST(RouteActions, MirrorsAreCopiesWithTheHostAsItIs) {
  Route route = OnlyRoute(R"(
  - route: [{destination: {host: reviews}}]
    mirrors:
    - {destination: {host: ratings}}
    - {destination: {host: reviews, subset: v2}, percentage: {value: 0.5}}
    - {destination: {host: reviews, subset: v3}, percentage: {value: 0}}
)");
  const auto& mirrors = route.route().request_mirror_policies();
  ASSERT_EQ(mirrors.size(), 2) << "0 % is no mirror";
  EXPECT_EQ(mirrors[0].cluster(), "outbound|9080||ratings.default.svc.cluster.local");
  EXPECT_EQ(mirrors[0].runtime_fraction().default_value().numerator(), 1'000'000u) << "absent is 100 %";
  EXPECT_TRUE(mirrors[0].disable_shadow_host_suffix_append());
  EXPECT_FALSE(mirrors[0].trace_sampled().value());
  EXPECT_EQ(mirrors[1].cluster(), "outbound|9080|v2|reviews.default.svc.cluster.local");
  EXPECT_EQ(mirrors[1].runtime_fraction().default_value().numerator(), 5'000u);
}

TEST(RouteActions, TheHostOfAMirrorIsLookedAt) {
  auto world =
      registry::WorldFromYaml(ServiceYaml("reviews") + VirtualServiceYaml("  - route: [{destination: {host: reviews}}]\n"
                                                                          "    mirror: {host: ratings}\n"));
  EXPECT_THAT(Translate(*world, kWeftClient, Type::kRoute, kReviewsRoutes).hosts,
              ::testing::Contains("ratings.default.svc.cluster.local"));
}

TEST(RouteActions, ARedirectAndADirectResponseStandInThePlaceOfDestinations) {
  auto routes = ReviewsRoutes(R"(
  - match: [{uri: {prefix: /old}}]
    redirect: {uri: /new, redirectCode: 308}
    headers: {response: {set: {x: y}}}
  - directResponse: {status: 503, body: {string: closed}}
)");
  ASSERT_EQ(routes.size(), 2u);
  EXPECT_EQ(routes[0].redirect().path_redirect(), "/new");
  EXPECT_EQ(routes[0].redirect().response_code(), ::envoy::config::route::v3::RedirectAction::PERMANENT_REDIRECT);
  EXPECT_EQ(routes[0].response_headers_to_add_size(), 1);
  EXPECT_EQ(routes[1].direct_response().status(), 503u);
  EXPECT_EQ(routes[1].direct_response().body().inline_string(), "closed");
}

TEST(RouteActions, ARedirectThatCannotBeMadeIsReported) {
  auto world =
      registry::WorldFromYaml(ServiceYaml("reviews") + VirtualServiceYaml("  - redirect: {uri: /x, redirectCode: 304}\n"));
  Translation translation = Translate(*world, kWeftClient, Type::kRoute, kReviewsRoutes);
  EXPECT_THAT(translation.left_out,
              ElementsAre(HasSubstr("virtualservice/default/rule http[0].redirect.redirectCode: must be 301")));
}

TEST(RouteActions, CorsIsTheRoutesFilterConfiguration) {
  Route route = OnlyRoute(R"(
  - corsPolicy: {allowOrigins: [{exact: "https://shop"}], allowMethods: [GET], maxAge: 24h, unmatchedPreflights: IGNORE}
    route: [{destination: {host: reviews}}]
)");
  ::envoy::extensions::filters::http::cors::v3::CorsPolicy cors;
  ASSERT_TRUE(route.typed_per_filter_config().at("envoy.filters.http.cors").UnpackTo(&cors));
  EXPECT_EQ(cors.allow_origin_string_match(0).exact(), "https://shop");
  EXPECT_EQ(cors.max_age(), "86400");
  EXPECT_FALSE(cors.forward_not_matching_preflights().value());
}

TEST(RouteActions, AFaultMayBeAGrpcStatus) {
  Route route = OnlyRoute(R"(
  - fault: {delay: {fixedDelay: 2s, percentage: {value: 50}}, abort: {grpcStatus: UNAVAILABLE, percentage: {value: 100}}}
    route: [{destination: {host: reviews}}]
)");
  ::envoy::extensions::filters::http::fault::v3::HTTPFault fault;
  ASSERT_TRUE(route.typed_per_filter_config().at("envoy.filters.http.fault").UnpackTo(&fault));
  EXPECT_EQ(fault.abort().grpc_status(), 14u);
  EXPECT_EQ(fault.delay().percentage().numerator(), 500'000u);
}

TEST(RouteActions, AHashedDestinationIsTriedAgainAtTheSameHost) {
  const std::string hashed = DestinationRuleYaml(
      "  trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x}}}\n"
      "  subsets: [{name: v1, trafficPolicy: {loadBalancer: {simple: RANDOM}}}]\n");
  const auto avoids_previous = [&](const std::string& http) {
    return OnlyRoute(http, kWeftClient, hashed).route().retry_policy().retry_host_predicate_size() == 1;
  };
  EXPECT_FALSE(avoids_previous("  - route: [{destination: {host: reviews}}]\n"));
  EXPECT_TRUE(avoids_previous("  - route: [{destination: {host: reviews, subset: v1}}]\n")) << "the subset says otherwise";
  EXPECT_TRUE(
      avoids_previous("  - route: [{destination: {host: reviews}, weight: 1}, {destination: {host: ratings}, weight: 1}]\n"))
      << "not the only destination";
  EXPECT_TRUE(
      avoids_previous("  - retries: {attempts: 1, retryIgnorePreviousHosts: true}\n"
                      "    route: [{destination: {host: reviews}}]\n"));
}

TEST(RouteActions, DelegatedRulesAreTranslatedWithBothOrigins) {
  const std::string part = R"(---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: part, namespace: shop}
spec:
  http:
  - match: [{uri: {prefix: /x/1}}]
    route: [{destination: {host: ratings}}]
)";
  Route route = OnlyRoute("  - match: [{uri: {prefix: /x}}]\n    delegate: {name: part, namespace: shop}\n    timeout: 1s\n",
                          kWeftClient, part);
  EXPECT_EQ(route.match().prefix(), "/x/1");
  EXPECT_EQ(route.route().cluster(), "outbound|9080||ratings.shop.svc.cluster.local");
  EXPECT_EQ(route.route().timeout().seconds(), 1);
  EXPECT_EQ(OriginOfRoute(route), "virtualservice/default/rule http[0].match[0] + virtualservice/shop/part http[0].match[0]");
}

TEST(RouteActions, WhenEveryDelegateIsMissingTheServiceIsReachedAsWithoutTheRule) {
  EXPECT_EQ(OnlyRoute("  - delegate: {name: gone}\n").name(), "default");
}

TEST(RouteActionsForGrpc, OnlyWhatAllClientsAcceptIsSentAndTheRestIsReported) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews") + VirtualServiceYaml(R"(
  - rewrite: {uri: /x, authority: a.example.com}
    headers: {request: {set: {x: y}}}
    mirror: {host: ratings}
    corsPolicy: {allowOrigins: [{exact: "https://shop"}]}
    retries: {attempts: 3, perTryTimeout: 1s, retryOn: "5xx,unavailable"}
    route: [{destination: {host: reviews}, headers: {response: {remove: [x]}}}]
)"));
  Route route = MakeRoutes(*world, kGrpcClient, kReviewsRoutes).virtual_hosts(0).routes(0);
  EXPECT_EQ(route.route().prefix_rewrite(), "");
  EXPECT_EQ(route.route().host_rewrite_specifier_case(),
            ::envoy::config::route::v3::RouteAction::HOST_REWRITE_SPECIFIER_NOT_SET);
  EXPECT_EQ(route.route().request_mirror_policies_size(), 0);
  EXPECT_EQ(route.request_headers_to_add_size() + route.response_headers_to_remove_size(), 0);
  EXPECT_THAT(route.typed_per_filter_config(), IsEmpty());
  const auto begins = [](const std::string& field) {
    return ::testing::StartsWith("virtualservice/default/rule http[0]." + field + ": ");
  };
  EXPECT_THAT(Translate(*world, kGrpcClient, Type::kRoute, kReviewsRoutes).left_out,
              UnorderedElementsAre(begins("rewrite"), begins("headers"), begins("route[0].headers"), begins("mirrors"),
                                   begins("corsPolicy"), begins("retries.perTryTimeout"), begins("retries.retryOn")));
  EXPECT_THAT(Translate(*world, kWeftClient, Type::kRoute, kReviewsRoutes).left_out, IsEmpty());
}

TEST(RouteActionsForGrpc, RedirectsAndDirectResponsesAreRoutesOnWhichCallsFail) {
  auto routes = ReviewsRoutes(R"(
  - match: [{uri: {prefix: /pkg.Old/}}]
    redirect: {uri: /new}
  - match: [{headers: {x: {exact: y}}}]
    directResponse: {status: 403}
  - route: [{destination: {host: ratings}}]
)",
                              kGrpcClient);
  ASSERT_EQ(routes.size(), 3u) << "calls must not fall through to the last rule";
  for (auto [index, status] : {std::pair{0, 2u}, {1, 7u}}) {
    ASSERT_TRUE(routes[index].has_route());
    ::envoy::extensions::filters::http::fault::v3::HTTPFault fault;
    ASSERT_TRUE(routes[index].typed_per_filter_config().at("envoy.filters.http.fault").UnpackTo(&fault));
    EXPECT_EQ(fault.abort().grpc_status(), status);
  }
}

TEST(RouteActionsForGrpc, AMatchThatItCannotEvaluateIsReported) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews") + VirtualServiceYaml(R"(
  - match: [{uri: {prefix: /pkg.Service/}}, {queryParams: {a: {exact: b}}}, {headers: {":path": {exact: /x}}}]
    route: [{destination: {host: reviews}}]
)"));
  EXPECT_THAT(Translate(*world, kGrpcClient, Type::kRoute, kReviewsRoutes).left_out,
              ElementsAre(HasSubstr("http[0].match[1]: "), HasSubstr("http[0].match[2]: ")));
}

}  // namespace
}  // namespace weft::translate
