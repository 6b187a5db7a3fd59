// SPDX-License-Identifier: Apache-2.0
// Which rule a call follows: by path and by header, in each way in which a VirtualService can state it. What has no field of
// its own there, suffixes and ranges of numbers, is written as a regular expression.
#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

using ::grpc::StatusCode;
using Headers = std::map<std::string, std::string>;

// Calls go to v2 when the rule's match applies, else to v1.
class Routing : public StockGrpc {
 protected:
  Routing() {
    AddVersion("v1");
    AddVersion("v2");
    EXPECT_TRUE(EachAnswers({"v1", "v2"}));
  }
  void RouteToV2(const std::string& match) {
    ApplyRoutes("  - match: [" + match + "]\n    route: [{destination: {host: echo, subset: v2}}]\n" +
                "  - route: [{destination: {host: echo, subset: v1}}]\n");
  }
  std::string ByPath(const std::string& method) { return Call(channel_, {.method = method}).text; }
  std::string ByHeaders(const Headers& headers) { return Send(headers).text; }
};

TEST_F(Routing, ByExactPath) {
  RouteToV2("{uri: {exact: /echo.Echo/Say}}");
  EXPECT_EQ(ByPath("/echo.Echo/Say"), "v2");
  EXPECT_EQ(ByPath("/echo.Echo/SayIt"), "v1");
  EXPECT_EQ(ByPath("/echo.Echo/say"), "v1");
}

TEST_F(Routing, ByPrefixOfThePath) {
  RouteToV2("{uri: {prefix: /echo.Echo/}}");
  EXPECT_EQ(ByPath("/echo.Echo/Say"), "v2");
  EXPECT_EQ(ByPath("/echo.Echo/Listen"), "v2");
  EXPECT_EQ(ByPath("/other.Echo/Say"), "v1");
}

TEST_F(Routing, TheFirstOfSeveralMatchesCounts) {
  ApplyRoutes(R"(
  - match: [{uri: {prefix: /echo.Echo/}}]
    route: [{destination: {host: echo, subset: v1}}]
  - match: [{uri: {exact: /echo.Echo/Say}}]
    route: [{destination: {host: echo, subset: v2}}]
  - route: [{destination: {host: echo, subset: v2}}])");
  EXPECT_EQ(ByPath("/echo.Echo/Say"), "v1");
  EXPECT_EQ(ByPath("/other.Echo/Say"), "v2");
}

TEST_F(Routing, ByRegularExpressionOfThePath) {
  RouteToV2(R"({uri: {regex: "/echo[.].*/Say[A-Z]?"}})");
  EXPECT_EQ(ByPath("/echo.Echo/Say"), "v2");
  EXPECT_EQ(ByPath("/echo.Any/SayX"), "v2");
  EXPECT_EQ(ByPath("/echo.Echo/SayIt"), "v1") << "the whole path has to match";
}

TEST_F(Routing, ByPathInAnyCase) {
  RouteToV2("{uri: {exact: /ECHO.echo/saY}, ignoreUriCase: true}");
  EXPECT_EQ(ByPath("/echo.Echo/Say"), "v2");
  EXPECT_EQ(ByPath("/echo.Echo/SayIt"), "v1");
}

TEST_F(Routing, ByExactHeader) {
  RouteToV2("{headers: {end-user: {exact: jason}}}");
  EXPECT_EQ(ByHeaders({{"end-user", "jason"}}), "v2");
  EXPECT_EQ(ByHeaders({{"end-user", "jason2"}}), "v1");
  EXPECT_EQ(ByHeaders({}), "v1");
}

TEST_F(Routing, ByPrefixOfAHeader) {
  RouteToV2("{headers: {x-team: {prefix: red}}}");
  EXPECT_EQ(ByHeaders({{"x-team", "reddish"}}), "v2");
  EXPECT_EQ(ByHeaders({{"x-team", "infrared"}}), "v1");
  EXPECT_EQ(ByHeaders({}), "v1");
}

TEST_F(Routing, BySuffixOfAHeader) {
  RouteToV2(R"({headers: {x-team: {regex: ".*red"}}})");
  EXPECT_EQ(ByHeaders({{"x-team", "infrared"}}), "v2");
  EXPECT_EQ(ByHeaders({{"x-team", "reddish"}}), "v1");
}

TEST_F(Routing, ByPresenceOfAHeader) {
  RouteToV2("{headers: {x-here: {}}}");
  EXPECT_EQ(ByHeaders({{"x-here", "whatever"}}), "v2");
  EXPECT_EQ(ByHeaders({}), "v1");
}

TEST_F(Routing, ByAHeaderThatIsAnotherOrAbsent) {
  RouteToV2(R"({withoutHeaders: {x-old: {exact: "yes"}}})");
  EXPECT_EQ(ByHeaders({}), "v2");
  EXPECT_EQ(ByHeaders({{"x-old", "no"}}), "v2");
  EXPECT_EQ(ByHeaders({{"x-old", "yes"}}), "v1");
}

TEST_F(Routing, ByAHeadersAbsence) {
  RouteToV2("{withoutHeaders: {x-old: {}}}");
  EXPECT_EQ(ByHeaders({}), "v2");
  EXPECT_EQ(ByHeaders({{"x-old", "no"}}), "v1");
}

TEST_F(Routing, ByARangeOfNumbersInAHeader) {
  RouteToV2(R"({headers: {x-number: {regex: "1[0-9][0-9]|200"}}})");
  EXPECT_EQ(ByHeaders({{"x-number", "100"}}), "v2");
  EXPECT_EQ(ByHeaders({{"x-number", "200"}}), "v2");
  EXPECT_EQ(ByHeaders({{"x-number", "201"}}), "v1");
  EXPECT_EQ(ByHeaders({{"x-number", "99"}}), "v1");
}

TEST_F(Routing, ByRegularExpressionOfAHeader) {
  RouteToV2(R"({headers: {x-group: {regex: "beta-[0-9]+"}}})");
  EXPECT_EQ(ByHeaders({{"x-group", "beta-7"}}), "v2");
  EXPECT_EQ(ByHeaders({{"x-group", "beta-"}}), "v1");
  EXPECT_EQ(ByHeaders({{"x-group", "my-beta-7"}}), "v1");
}

TEST_F(Routing, AllHeadersOfAMatchAndAnyMatchOfARule) {
  RouteToV2("{headers: {x-a: {exact: '1'}, x-b: {exact: '2'}}}, {headers: {x-c: {exact: '3'}}}");
  EXPECT_EQ(ByHeaders({{"x-a", "1"}, {"x-b", "2"}}), "v2");
  EXPECT_EQ(ByHeaders({{"x-c", "3"}}), "v2");
  EXPECT_EQ(ByHeaders({{"x-a", "1"}}), "v1");
}

TEST_F(Routing, RulesThatItCannotEvaluateAreNotOffered) {
  ApplyRoutes(R"(
  - match: [{queryParams: {user: {exact: jason}}}, {uri: {prefix: /a/b/c}}, {method: {exact: GET}}]
    route: [{destination: {host: echo, subset: v2}}]
  - match: [{uri: {prefix: /echo.Echo/}}]
    route: [{destination: {host: echo, subset: v1}}])");
  EXPECT_EQ(Count(10), (Counts{{"v1", 10}}));
}

TEST_F(Routing, ActionsThatItDoesNotApplyDoNoHarm) {
  ApplyRoutes(R"(
  - corsPolicy: {allowOrigins: [{exact: "https://shop"}]}
    rewrite: {uri: /elsewhere, authority: other}
    headers: {request: {set: {x-a: b}}}
    mirror: {host: echo, subset: v1}
    retries: {attempts: 3, perTryTimeout: 2s, retryOn: "5xx,unavailable", retryRemoteLocalities: true}
    route: [{destination: {host: echo, subset: v2}}])");
  EXPECT_EQ(Count(10), (Counts{{"v2", 10}}));
}

TEST_F(Routing, CallsFailAtOnceWhereARuleRedirectsOrAnswersItself) {
  ApplyRoutes(R"(
  - match: [{headers: {x-rule: {exact: redirect}}}]
    redirect: {uri: /elsewhere}
  - match: [{headers: {x-rule: {exact: closed}}}]
    directResponse: {status: 403}
  - route: [{destination: {host: echo, subset: v1}}])");
  EXPECT_EQ(Count(4), (Counts{{"v1", 4}})) << "other calls are not concerned";
  EXPECT_EQ(Send({{"x-rule", "redirect"}}).code, StatusCode::UNKNOWN);
  EXPECT_EQ(Send({{"x-rule", "closed"}}).code, StatusCode::PERMISSION_DENIED);
}

}  // namespace
}  // namespace weft::test
