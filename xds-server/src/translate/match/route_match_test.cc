// SPDX-License-Identifier: Apache-2.0
#include "translate/match/route_match.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "translate/match/grpc_match.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::envoy::config::route::v3::RouteMatch;
using MatchType = manifest::StringMatch::Type;

std::vector<std::string> Texts(const manifest::HttpMatch& match, const Client& client = kWeftClient) {
  std::vector<std::string> texts;
  ::google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  for (const RouteMatch& proto : MakeRouteMatches(match, client)) {
    printer.PrintToString(proto, &texts.emplace_back());
    while (!texts.back().empty() && texts.back().back() == ' ') texts.back().pop_back();
  }
  return texts;
}

std::string Text(const manifest::HttpMatch& match) {
  auto texts = Texts(match);
  return texts.size() == 1 ? texts[0] : "not one";
}

manifest::HttpMatch Header(const std::string& name, manifest::StringMatch match) {
  manifest::HttpMatch out;
  out.headers[name] = std::move(match);
  return out;
}

manifest::HttpMatch Uri(MatchType type, const std::string& value, bool ignore_case = false) {
  manifest::HttpMatch out;
  out.uri = manifest::StringMatch{type, value};
  out.ignore_uri_case = ignore_case;
  return out;
}

TEST(RouteMatchTranslation, NothingSaidIsEveryPath) { EXPECT_EQ(Text({}), R"(prefix: "/")"); }

TEST(RouteMatchTranslation, PathsAreExactPrefixOrRegex) {
  EXPECT_EQ(Text(Uri(MatchType::kExact, "/a")), R"(path: "/a")");
  EXPECT_EQ(Text(Uri(MatchType::kPrefix, "/a")), R"(prefix: "/a")");
  EXPECT_EQ(Text(Uri(MatchType::kRegex, "/a.*")), R"(safe_regex { google_re2 { } regex: "/a.*" })");
  EXPECT_EQ(Text(Uri(MatchType::kPresent, "")), R"(prefix: "/")");
}

TEST(RouteMatchTranslation, IgnoreUriCaseDoesNotConcernARegex) {
  EXPECT_EQ(Text(Uri(MatchType::kPrefix, "/a", true)), R"(prefix: "/a" case_sensitive { })");
  EXPECT_EQ(Text(Uri(MatchType::kRegex, "/a", true)), R"(safe_regex { google_re2 { } regex: "/a" })");
}

TEST(RouteMatchTranslation, HeadersUseTheFormsThatEveryClientKnows) {
  EXPECT_EQ(Text(Header("end-user", {MatchType::kExact, "jason"})),
            R"(prefix: "/" headers { name: "end-user" exact_match: "jason" })");
  EXPECT_EQ(Text(Header("x", {MatchType::kPrefix, "10."})), R"(prefix: "/" headers { name: "x" prefix_match: "10." })");
  EXPECT_EQ(Text(Header("x", {MatchType::kPresent, ""})), R"(prefix: "/" headers { name: "x" present_match: true })");
  EXPECT_EQ(Text(Header("cookie", {MatchType::kRegex, "a.*"})),
            R"(prefix: "/" headers { name: "cookie" safe_regex_match { google_re2 { } regex: "a.*" } })");
}

TEST(RouteMatchTranslation, MethodSchemeAndAuthorityAreHeadersWithAColon) {
  manifest::HttpMatch match;
  match.method = manifest::StringMatch{MatchType::kExact, "GET"};
  match.scheme = manifest::StringMatch{MatchType::kExact, "http"};
  match.authority = manifest::StringMatch{MatchType::kPrefix, "shop"};
  EXPECT_EQ(Text(match),
            R"(prefix: "/" headers { name: ":method" exact_match: "GET" } )"
            R"(headers { name: ":scheme" exact_match: "http" } headers { name: ":authority" prefix_match: "shop" })");
}

TEST(RouteMatchTranslation, AHeaderThatIsNotThereIsWithoutAnyValue) {
  manifest::HttpMatch match;
  match.without_headers["x"] = {MatchType::kExact, "1"};
  EXPECT_EQ(Text(match),
            R"(prefix: "/" headers { name: "x" exact_match: "1" invert_match: true treat_missing_header_as_empty: true })");
  match.without_headers["x"] = {MatchType::kPresent, ""};
  EXPECT_EQ(Text(match), R"(prefix: "/" headers { name: "x" present_match: true invert_match: true })");
}

TEST(RouteMatchTranslation, QueryParametersMatchByValueOrPresence) {
  manifest::HttpMatch match;
  match.query_params["user"] = {MatchType::kExact, "jason"};
  EXPECT_EQ(Text(match), R"(prefix: "/" query_parameters { name: "user" string_match { exact: "jason" } })");
  match.query_params["user"] = {MatchType::kPresent, ""};
  EXPECT_EQ(Text(match), R"(prefix: "/" query_parameters { name: "user" present_match: true })");
}

TEST(RouteMatchTranslation, ForGrpcWithoutAValueIsAbsentOrPresentWithAnother) {
  manifest::HttpMatch match;
  match.without_headers["x"] = {MatchType::kExact, "1"};
  EXPECT_THAT(
      Texts(match, kGrpcClient),
      ::testing::ElementsAre(
          R"(prefix: "/" headers { name: "x" present_match: true invert_match: true })",
          R"(prefix: "/" headers { name: "x" present_match: true } headers { name: "x" exact_match: "1" invert_match: true })"));
}

TEST(RouteMatchTranslation, ForGrpcAValueThatMayBeEmptyMustBePresentAndDifferent) {
  manifest::HttpMatch match;
  match.without_headers["x"] = {MatchType::kRegex, "a*"};
  EXPECT_EQ(Texts(match, kGrpcClient).size(), 1u);
}

TEST(RouteMatchTranslation, ForGrpcTwoNegationsAreFourMatches) {
  manifest::HttpMatch match;
  match.without_headers["x"] = {MatchType::kExact, "1"};
  match.without_headers["y"] = {MatchType::kPrefix, "2"};
  EXPECT_EQ(Texts(match, kGrpcClient).size(), 4u);
  for (const char* name : {"a", "b", "c"}) match.without_headers[name] = {MatchType::kExact, "1"};
  EXPECT_TRUE(Texts(match, kGrpcClient).empty()) << "too many to write out";
}

TEST(GrpcMatch, PathsAreThoseThatAnRpcCanHave) {
  const auto accepts = [](MatchType type, const std::string& value) {
    return !MakeRouteMatches(Uri(type, value), kGrpcClient).empty();
  };
  EXPECT_TRUE(accepts(MatchType::kPrefix, ""));
  EXPECT_TRUE(accepts(MatchType::kPrefix, "/"));
  EXPECT_TRUE(accepts(MatchType::kPrefix, "/pkg.Service"));
  EXPECT_TRUE(accepts(MatchType::kPrefix, "/pkg.Service/Me"));
  EXPECT_FALSE(accepts(MatchType::kPrefix, "pkg"));
  EXPECT_FALSE(accepts(MatchType::kPrefix, "/a/b/c"));
  EXPECT_TRUE(accepts(MatchType::kExact, "/pkg.Service/Method"));
  EXPECT_FALSE(accepts(MatchType::kExact, "/pkg.Service"));
  EXPECT_FALSE(accepts(MatchType::kExact, "/pkg.Service/"));
  EXPECT_TRUE(accepts(MatchType::kRegex, ".*"));
}

TEST(GrpcMatch, ARegexIsAboutTheWholeValue) {
  EXPECT_TRUE(MatchesText({MatchType::kRegex, "P.*"}, "POST"));
  EXPECT_FALSE(MatchesText({MatchType::kRegex, "P"}, "POST"));
}

}  // namespace
}  // namespace weft::translate
