// SPDX-License-Identifier: Apache-2.0
#include "translate/route/reply_action.h"

#include "base/grpc_status.h"
#include "envoy/extensions/filters/http/fault/v3/fault.pb.h"
#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::RedirectAction;
using ::envoy::config::route::v3::Route;
using manifest::HttpRedirect;

Route Redirected(const HttpRedirect& redirect, uint32_t port = 9080) {
  Route route;
  EXPECT_TRUE(SetRedirect(redirect, {port}, route));
  return route;
}

TEST(RedirectTranslation, ReplacesThePathOrThePrefix) {
  HttpRedirect redirect;
  redirect.uri = "/new?x=1";
  redirect.authority = "shop.example.com";
  redirect.scheme = "https";
  Route route = Redirected(redirect);
  EXPECT_EQ(route.redirect().path_redirect(), "/new?x=1");
  EXPECT_EQ(route.redirect().host_redirect(), "shop.example.com");
  EXPECT_EQ(route.redirect().scheme_redirect(), "https");
  EXPECT_EQ(route.redirect().port_redirect(), 0u) << "as it was";
  HttpRedirect prefix;
  prefix.has_prefix_rewrite = true;
  prefix.prefix_rewrite = "/v2";
  EXPECT_EQ(Redirected(prefix).redirect().prefix_rewrite(), "/v2");
  prefix.prefix_rewrite = "";
  EXPECT_EQ(Redirected(prefix).redirect().path_rewrite_specifier_case(), RedirectAction::kPrefixRewrite);
}

TEST(RedirectTranslation, KnowsFiveStatuses) {
  const std::map<int, RedirectAction::RedirectResponseCode> codes = {{0, RedirectAction::MOVED_PERMANENTLY},
                                                                     {301, RedirectAction::MOVED_PERMANENTLY},
                                                                     {302, RedirectAction::FOUND},
                                                                     {303, RedirectAction::SEE_OTHER},
                                                                     {307, RedirectAction::TEMPORARY_REDIRECT},
                                                                     {308, RedirectAction::PERMANENT_REDIRECT}};
  for (const auto& [code, expected] : codes) {
    HttpRedirect redirect;
    redirect.code = code;
    EXPECT_EQ(Redirected(redirect).redirect().response_code(), expected) << code;
  }
}

TEST(RedirectTranslation, AnotherStatusAnswersThatItCannotBeMade) {
  HttpRedirect redirect;
  redirect.code = 304;
  Route route;
  EXPECT_FALSE(SetRedirect(redirect, {9080}, route));
  EXPECT_EQ(route.direct_response().status(), 500u);
  EXPECT_EQ(route.direct_response().body().inline_string(), "a redirect of status 304 cannot be made");
}

TEST(RedirectTranslation, APortIsGivenOrDerived) {
  HttpRedirect redirect;
  redirect.port = 8443;
  EXPECT_EQ(Redirected(redirect).redirect().port_redirect(), 8443u);
  redirect.port = 0;
  redirect.derive_port = HttpRedirect::DerivePort::kRequestPort;
  EXPECT_EQ(Redirected(redirect, 9080).redirect().port_redirect(), 9080u);
  redirect.derive_port = HttpRedirect::DerivePort::kProtocolDefault;
  EXPECT_EQ(Redirected(redirect).redirect().port_redirect(), 80u);
  redirect.scheme = "https";
  EXPECT_EQ(Redirected(redirect).redirect().port_redirect(), 443u);
}

TEST(RedirectTranslation, AnEnvoyIsNotToldAPortThatTheSchemeImpliesWhereTheHostHasNone) {
  const auto told = [](HttpRedirect redirect, uint32_t called, bool tls = false) {
    Route route;
    EXPECT_TRUE(SetRedirect(redirect, {called, tls, true}, route));
    return route.redirect().port_redirect();
  };
  HttpRedirect redirect;
  redirect.scheme = "https";
  redirect.port = 443;
  EXPECT_EQ(told(redirect, 80), 0u);
  EXPECT_EQ(told(redirect, 9080), 443u) << "or the host would keep 9080";
  redirect.authority = "new.example.com";
  EXPECT_EQ(told(redirect, 9080), 0u);
  redirect.port = 8443;
  EXPECT_EQ(told(redirect, 9080), 8443u);
  redirect = {};
  redirect.port = 443;
  EXPECT_EQ(told(redirect, 443, true), 0u);
  EXPECT_EQ(told(redirect, 80), 443u) << "of http";
}

TEST(DirectResponseTranslation, HasAStatusAndPerhapsABody) {
  Route route;
  SetDirectResponse({204, ""}, route);
  EXPECT_EQ(route.direct_response().status(), 204u);
  EXPECT_FALSE(route.direct_response().has_body());
  SetDirectResponse({503, "closed"}, route);
  EXPECT_EQ(route.direct_response().body().inline_string(), "closed");
  SetDirectResponse({200, "\xff\xfe"}, route);
  EXPECT_EQ(route.direct_response().body().inline_bytes(), "\xff\xfe") << "what is no text travels as bytes";
}

TEST(GrpcFailure, EndsEachCallWithWhatTheAnswerWouldHaveBecome) {
  for (auto [http, grpc] :
       {std::pair{301, 2}, {200, 2}, {400, 13}, {401, 16}, {403, 7}, {404, 12}, {429, 14}, {503, 14}, {504, 14}}) {
    EXPECT_EQ(GrpcStatusOfHttp(http), grpc) << http;
  }
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  std::vector<std::string> looked_at, left_out;
  Route route;
  SetGrpcFailure({*world, kGrpcClient, "reviews.default.svc.cluster.local", 9080, looked_at, left_out}, 403, route);
  EXPECT_EQ(route.route().cluster(), kReviewsRoutes) << "a route, as nothing else is accepted by all";
  ::envoy::extensions::filters::http::fault::v3::HTTPFault fault;
  ASSERT_TRUE(route.typed_per_filter_config().at("envoy.filters.http.fault").UnpackTo(&fault));
  EXPECT_EQ(fault.abort().grpc_status(), 7u);
  EXPECT_EQ(fault.abort().percentage().numerator(), 1'000'000u);
}

}  // namespace
}  // namespace weft::translate
