// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_virtual_host.h"

#include <gmock/gmock.h>

#include "envoy/extensions/filters/http/cors/v3/cors.pb.h"
#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "xds/testing/parsed_route.h"

namespace weft::xds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using CorsProto = envoy::extensions::filters::http::cors::v3::CorsPolicy;
using FaultProto = envoy::extensions::filters::http::fault::v3::HTTPFault;

// A typed_per_filter_config of one entry, in text format.
template <typename Proto>
std::string FilterConfig(const std::string& text) {
  return "typed_per_filter_config { key: 'f' value { [type.googleapis.com/" + Proto::descriptor()->full_name() + "] { " + text +
         " } } } ";
}

TEST(ParseRoutes, TheOriginOfARouteIsInItsMetadata) {
  EXPECT_EQ(GoodRoute(std::string(kAnyPathToC) +
                      "metadata { filter_metadata { key: 'weft' value { fields { key: 'origin' value { string_value: "
                      "'virtualservice/default/reviews http[0]' } } } } }")
                .origin,
            "virtualservice/default/reviews http[0]");
  EXPECT_EQ(GoodRoute(kAnyPathToC).origin, "");
}

TEST(ParseRoutes, DirectResponsesHaveAStatusAndABody) {
  EXPECT_EQ(GoodRoute("match { prefix: '/' } direct_response { status: 418 body { inline_string: 'tea' } }").direct_response,
            (model::DirectResponse{418, "tea"}));
  EXPECT_EQ(
      GoodRoute("match { prefix: '/' } direct_response { status: 200 body { inline_bytes: '\\000\\001' } }").direct_response,
      (model::DirectResponse{200, std::string("\0\1", 2)}));
  EXPECT_EQ(GoodRoute("match { prefix: '/' } direct_response { status: 204 }").direct_response,
            (model::DirectResponse{204, ""}));
  EXPECT_THAT(WhyRefused("match { prefix: '/' } direct_response { status: 99 }"),
              HasSubstr("routes[0].direct_response.status: 99 is not between 200 and 600"));
  EXPECT_THAT(WhyRefused("match { prefix: '/' } direct_response { status: 200 body { filename: '/etc/passwd' } }"),
              HasSubstr("direct_response.body.filename: \"/etc/passwd\": files are not read"));
}

TEST(ParseRoutes, ARouteForServersFailsTheCallsThatMatchIt) {
  const model::Route route = GoodRoute("match { prefix: '/' } non_forwarding_action {}");
  ASSERT_TRUE(route.direct_response);
  EXPECT_EQ(route.direct_response->status, 503);
  EXPECT_THAT(route.direct_response->body, HasSubstr("non_forwarding_action"));
}

TEST(ParseRoutes, MirrorsOfTheRouteReplaceThoseOfTheHost) {
  const std::string of_host = "request_mirror_policies { cluster: 'h' }";
  EXPECT_THAT(GoodRoute(kAnyPathToC, of_host).mirrors, ElementsAre(model::Mirror{"h", {1'000'000}, true}));
  EXPECT_THAT(GoodRoute("match { prefix: '/' } route { cluster: 'c' request_mirror_policies { cluster: 'm' "
                        "disable_shadow_host_suffix_append: true runtime_fraction { default_value { numerator: 25 } } } "
                        "request_mirror_policies { cluster: 'never' runtime_fraction { default_value {} } } }",
                        of_host)
                  .mirrors,
              ElementsAre(model::Mirror{"m", {250'000}, false}));
}

TEST(ParseRoutes, CorsIsReadFromRouteOrHost) {
  const std::string policy = FilterConfig<CorsProto>(
      "allow_origin_string_match { exact: 'https://a' } allow_origin_string_match { safe_regex { regex: 'https://.*' } } "
      "allow_methods: 'GET,POST' allow_headers: 'x-a' expose_headers: 'x-b' max_age: '60' allow_credentials { value: true } "
      "forward_not_matching_preflights {} filter_enabled { default_value { numerator: 100 } }");
  model::CorsPolicy expected;
  expected.allow_origins = {{model::StringMatcher::Type::kExact, "https://a", false},
                            {model::StringMatcher::Type::kRegex, "https://.*", false}};
  expected.allow_methods = "GET,POST";
  expected.allow_headers = "x-a";
  expected.expose_headers = "x-b";
  expected.max_age = "60";
  expected.allow_credentials = true;
  expected.forward_unmatched_preflights = false;
  EXPECT_EQ(GoodRoute(kAnyPathToC + policy).cors, expected);
  EXPECT_EQ(GoodRoute(kAnyPathToC, policy).cors, expected);
  const std::string off = FilterConfig<CorsProto>("filter_enabled { default_value {} }");
  EXPECT_EQ(GoodRoute(kAnyPathToC + off, policy).cors, std::nullopt);
  EXPECT_TRUE(GoodRoute(kAnyPathToC + FilterConfig<CorsProto>("")).cors->forward_unmatched_preflights);
  EXPECT_THAT(WhyRefused(kAnyPathToC + FilterConfig<CorsProto>("allow_origin_string_match {}")),
              HasSubstr("typed_per_filter_config[f].allow_origin_string_match[0]: exactly one of"));
}

TEST(ParseRoutes, FaultsMayAbortWithAStatusOfGrpc) {
  const std::string fault = FilterConfig<FaultProto>("abort { grpc_status: 14 percentage { numerator: 10 } }");
  model::Fault expected;
  expected.abort_grpc_status = 14;
  expected.abort_fraction = {100'000};
  EXPECT_EQ(GoodRoute(kAnyPathToC + fault).fault, expected);
  EXPECT_EQ(GoodRoute(kAnyPathToC, fault).fault, expected) << "of the virtual host";
  EXPECT_THAT(WhyRefused(kAnyPathToC + FilterConfig<FaultProto>("abort { grpc_status: 17 }")),
              HasSubstr("abort.grpc_status: 17 is not a status of gRPC, 0 to 16"));
  EXPECT_THAT(WhyRefused(kAnyPathToC + FilterConfig<FaultProto>("abort { http_status: 101 }")),
              HasSubstr("abort.http_status: 101 is not between 200 and 600"));
  EXPECT_THAT(IgnoredIn(kAnyPathToC + FilterConfig<FaultProto>("abort { percentage { numerator: 1 } }")),
              ElementsAre(HasSubstr("typed_per_filter_config[f].abort (without a status)")));
}

TEST(ParseRoutes, WhatIsDefinedButNotAppliedIsListed) {
  EXPECT_THAT(
      IgnoredIn(
          "match { prefix: '/' } stat_prefix: 's' route { "
          "weighted_clusters { clusters { name: 'c' weight { value: 1 } typed_per_filter_config { key: 'f' value {} } } } "
          "cluster_not_found_response_code: NOT_FOUND max_stream_duration { grpc_timeout_header_max { seconds: 1 } } "
          "request_mirror_policies { cluster: 'm' trace_sampled { value: true } } request_mirror_policies {} }",
          "require_tls: ALL include_request_attempt_count: true",
          "internal_only_headers: 'x' ignore_port_in_host_matching: true"),
      ElementsAre("internal_only_headers", "ignore_port_in_host_matching", "virtual_hosts[0].require_tls",
                  "virtual_hosts[0].include_request_attempt_count",
                  "virtual_hosts[0].routes[0].route.weighted_clusters.clusters[0].typed_per_filter_config[f]",
                  "virtual_hosts[0].routes[0].route.max_stream_duration.grpc_timeout_header_max",
                  "virtual_hosts[0].routes[0].route.cluster_not_found_response_code",
                  "virtual_hosts[0].routes[0].route.request_mirror_policies[0].trace_sampled",
                  "virtual_hosts[0].routes[0].route.request_mirror_policies[1] (without a cluster)",
                  "virtual_hosts[0].routes[0].stat_prefix"));
  EXPECT_THAT(IgnoredIn(kAnyPathToC), IsEmpty());
}

TEST(ParseRoutes, ADomainHasItsStarAtOneEnd) {
  EXPECT_THAT(WhyRefused(kAnyPathToC, "domains: 'a*b'"), HasSubstr("virtual_hosts[0].domains[1]: \"a*b\" is neither a name"));
  EXPECT_THAT(WhyRefused(kAnyPathToC, "domains: '*a*'"), HasSubstr("virtual_hosts[0].domains[1]: \"*a*\""));
  EXPECT_EQ(GoodTable(RouteText(kAnyPathToC, "domains: '*.Org' domains: 'a.*' domains: '*'")).value.virtual_hosts[0].domains,
            (std::vector<std::string>{"shop:80", "*.org", "a.*", "*"}));
}

}  // namespace
}  // namespace weft::xds
