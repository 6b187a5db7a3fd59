// SPDX-License-Identifier: Apache-2.0
#include "xds/resource/parse_rewrite.h"

#include <gmock/gmock.h>

#include "xds/testing/parsed_route.h"

namespace weft::xds {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using RewriteKind = model::PathRewrite::Kind;

std::string Forward(const std::string& fields) { return "match { prefix: '/a' } route { cluster: 'c' " + fields + " }"; }
std::string Redirect(const std::string& fields) { return "match { prefix: '/a' } redirect { " + fields + " }"; }

model::Redirect RedirectOf(const std::string& fields) { return GoodRoute(Redirect(fields)).redirect.value(); }

TEST(ParseRewrite, APrefixRewriteReplacesWhatWasMatched) {
  const model::Rewrite rewrite = GoodRoute(Forward("prefix_rewrite: '/b' host_rewrite_literal: 'other:81'")).rewrite;
  EXPECT_EQ(rewrite.path, (model::PathRewrite{RewriteKind::kMatched, "/b", ""}));
  EXPECT_EQ(rewrite.authority, "other:81");
}

TEST(ParseRewrite, ARegexRewriteHasPatternAndSubstitution) {
  EXPECT_EQ(GoodRoute(Forward("regex_rewrite { pattern { regex: '^/(.*)$' } substitution: '/v2/\\\\1' }")).rewrite.path,
            (model::PathRewrite{RewriteKind::kRegex, "/v2/\\1", "^/(.*)$"}));
}

TEST(ParseRewrite, WithoutOneNothingIsRewritten) { EXPECT_EQ(GoodRoute(Forward("")).rewrite, model::Rewrite{}); }

TEST(ParseRewrite, HostRewritesThatAreNotAppliedAreListed) {
  const std::string path = "virtual_hosts[0].routes[0].route.";
  EXPECT_THAT(IgnoredIn(Forward("auto_host_rewrite { value: true }")), ElementsAre(path + "auto_host_rewrite"));
  EXPECT_THAT(IgnoredIn(Forward("host_rewrite_header: 'x'")), ElementsAre(path + "host_rewrite_header"));
  EXPECT_THAT(IgnoredIn(Forward("host_rewrite_path_regex { pattern { regex: 'a' } substitution: 'b' }")),
              ElementsAre(path + "host_rewrite_path_regex"));
}

TEST(ParseRewrite, ABadRewriteIsRefusedWithItsPath) {
  EXPECT_THAT(WhyRefused(Forward("prefix_rewrite: '/' regex_rewrite { pattern { regex: 'a' } substitution: 'b' }")),
              HasSubstr("routes[0].route: prefix_rewrite and regex_rewrite exclude each other"));
  EXPECT_THAT(WhyRefused(Forward("regex_rewrite { substitution: 'b' }")),
              HasSubstr("regex_rewrite.pattern.regex: required value"));
  EXPECT_THAT(WhyRefused(Forward("regex_rewrite { pattern { regex: '(' } substitution: 'b' }")),
              HasSubstr("route.regex_rewrite.pattern: \"(\" is not an RE2"));
  EXPECT_THAT(WhyRefused(Forward("regex_rewrite { pattern { regex: 'a' } substitution: '\\\\1' }")),
              HasSubstr("route.regex_rewrite.substitution: \"\\1\": "));
  EXPECT_THAT(WhyRefused(Forward("host_rewrite_literal: 'a\\nb'")), HasSubstr("host_rewrite_literal: must not contain CR"));
}

TEST(ParseRedirect, ReadsEveryPartOfTheLocation) {
  const model::Redirect redirect = RedirectOf(
      "host_redirect: 'h' scheme_redirect: 'HTTPS' port_redirect: 8443 path_redirect: '/x?y=1' strip_query: true "
      "response_code: TEMPORARY_REDIRECT");
  EXPECT_EQ(redirect, (model::Redirect{307, "https", "h", 8443, model::PathRewrite{RewriteKind::kWhole, "/x?y=1", ""}, true}));
  EXPECT_EQ(RedirectOf("https_redirect: true").scheme, "https");
  EXPECT_EQ(RedirectOf("https_redirect: false").scheme, "");
  EXPECT_EQ(RedirectOf("prefix_rewrite: '/b'").path, (model::PathRewrite{RewriteKind::kMatched, "/b", ""}));
  EXPECT_EQ(RedirectOf("regex_rewrite { pattern { regex: 'a' } substitution: 'b' }").path,
            (model::PathRewrite{RewriteKind::kRegex, "b", "a"}));
}

TEST(ParseRedirect, EveryCodeHasItsStatus) {
  EXPECT_EQ(RedirectOf("").status, 301);
  EXPECT_EQ(RedirectOf("response_code: FOUND").status, 302);
  EXPECT_EQ(RedirectOf("response_code: SEE_OTHER").status, 303);
  EXPECT_EQ(RedirectOf("response_code: PERMANENT_REDIRECT").status, 308);
}

TEST(ParseRedirect, APortInTheHostIsThePort) {
  EXPECT_EQ(RedirectOf("host_redirect: 'h:8080'"), (model::Redirect{301, "", "h", 8080, std::nullopt, false}));
  EXPECT_EQ(RedirectOf("host_redirect: '[::1]:81'"), (model::Redirect{301, "", "[::1]", 81, std::nullopt, false}));
  EXPECT_EQ(RedirectOf("host_redirect: '[::1]'").host, "[::1]");
  EXPECT_THAT(WhyRefused(Redirect("host_redirect: 'h:99999'")), HasSubstr("redirect.host_redirect: \"h:99999\": its port"));
  EXPECT_THAT(WhyRefused(Redirect("host_redirect: 'h:80' port_redirect: 81")),
              HasSubstr("redirect.port_redirect: host_redirect names"));
  EXPECT_THAT(WhyRefused(Redirect("port_redirect: 70000")), HasSubstr("redirect.port_redirect: 70000 is not between"));
}

}  // namespace
}  // namespace weft::xds
