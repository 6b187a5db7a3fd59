// SPDX-License-Identifier: Apache-2.0
// What happens to a call beside its being sent: faults, timeouts, retries, answers in place of one, edits, copies, CORS.
#include "interop/envoy/envoy_fixture.h"
#include "support/eventually.h"

namespace weft::test {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using ::testing::SizeIs;

json Echoed(const Answer& answer) { return json::parse(answer.body, nullptr, false); }

Expectation Echoes(const std::string& path, const std::string& host) {
  return [path, host](const Answer& answer) {
    const json echo = Echoed(answer);
    return answer.status == 200 && echo.value("path", "") == path && (host.empty() || echo.value("host", "") == host);
  };
}

TEST_F(Envoy, AbortsForWhomTheRuleNames) {
  ApplyEchoRoutes(
      "[{match: [{headers: {end-user: {exact: jason}}}], fault: {abort: {percentage: {value: 100}, httpStatus: 418}}, " +
      ToEcho("v1") + "}, {" + ToEcho("v1") + "}]");
  for (const Stand& stand : stands()) {
    EXPECT_TRUE(stand.Comes({.headers = {{"end-user", "jason"}}}, HasStatus(418)));
    EXPECT_TRUE(stand.Stays({}, ServedBy("v1"), 5));
  }
}

TEST_F(Envoy, DelaysForWhomTheRuleNames) {
  ApplyEchoRoutes(
      "[{match: [{headers: {end-user: {exact: jason}}}], fault: {delay: {percentage: {value: 100}, fixedDelay: 0.4s}}, " +
      ToEcho("v2") + "}, {" + ToEcho("v1") + "}]");
  for (const Stand& stand : stands()) {
    ASSERT_TRUE(stand.Comes({.headers = {{"end-user", "jason"}}}, ServedBy("v2")));
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(stand.Call({.headers = {{"end-user", "jason"}}}).status, 200);
    // Envoy's clock stands still within a turn of its loop.
    EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds(380)) << stand.name();
  }
}

TEST_F(Envoy, EndsACallAtItsTimeout) {
  ApplyEchoRoutes("[{timeout: 0.3s, " + ToEcho("v2") + "}]");
  for (const Stand& stand : stands()) {
    ASSERT_TRUE(stand.Comes({}, ServedBy("v2")));
    EXPECT_EQ(stand.Call({.headers = {{"x-slow-ms", "900"}}}).status, 504) << stand.name();
    EXPECT_EQ(stand.Call({.headers = {{"x-slow-ms", "20"}}}).status, 200) << stand.name();
  }
}

TEST_F(Envoy, TriesAgainAsOftenAsTheRuleDefines) {
  ApplyEchoRoutes("[{retries: {attempts: 2, retryOn: 5xx, perTryTimeout: 2s}, " + ToEcho("v2") + "}]");
  for (const Stand& stand : stands()) {
    ASSERT_TRUE(stand.Comes({}, ServedBy("v2")));
    const std::string twice = NewKey(), thrice = NewKey();
    EXPECT_EQ(stand.Call({.headers = {{"x-key", twice}, {"x-fail", "2"}}}).status, 200) << stand.name();
    EXPECT_THAT(arrivals().Of(twice), SizeIs(3)) << stand.name();
    EXPECT_EQ(stand.Call({.headers = {{"x-key", thrice}, {"x-fail", "9"}}}).status, 503) << stand.name();
    EXPECT_THAT(arrivals().Of(thrice), SizeIs(3)) << stand.name();
  }
}

TEST_F(Envoy, RewritesPathAndAuthority) {
  ApplyEchoRoutes("[{match: [{uri: {prefix: /api/}}], rewrite: {uri: /v2/, authority: other.example.com}, " + ToEcho("v1") +
                  "},"
                  "{match: [{uri: {prefix: /books}}], rewrite: {uriRegexRewrite: {match: '^/books/([0-9]+)/(.*)$', rewrite: "
                  "'/\\2/of/\\1'}}, " +
                  ToEcho("v1") + "}, {" + ToEcho("v1") + "}]");
  for (const Stand& stand : stands()) {
    EXPECT_TRUE(stand.Comes({.path = "/api/things?q=1"}, Echoes("/v2/things?q=1", "other.example.com")));
    EXPECT_TRUE(stand.Stays({.path = "/books/12/pages"}, Echoes("/pages/of/12", FullName("echo")), 2));
    EXPECT_TRUE(stand.Stays({.path = "/plain"}, Echoes("/plain", FullName("echo")), 2));
  }
}

TEST_F(Envoy, RedirectsAndAnswersByItself) {
  ApplyEchoRoutes(
      "[{match: [{uri: {exact: /old}}], redirect: {uri: /new, authority: other.example.com, redirectCode: 308}},"
      "{match: [{uri: {exact: /closed}}], directResponse: {status: 451, body: {string: 'not here'}}}, {" +
      ToEcho("v1") + "}]");
  for (const Stand& stand : stands()) {
    EXPECT_TRUE(stand.Comes({.path = "/closed"}, HasStatus(451)));
    EXPECT_EQ(stand.Call({.path = "/closed"}).body, "not here");
    const Answer moved = stand.Call({.path = "/old"});
    EXPECT_EQ(moved.status, 308) << stand.name();
    EXPECT_EQ(moved.Header("location"), "http://other.example.com/new") << stand.name();
    EXPECT_TRUE(stand.Stays({.path = "/older"}, ServedBy("v1"), 2));
  }
}

TEST_F(Envoy, EditsHeadersBothWays) {
  ApplyEchoRoutes(
      "[{headers: {request: {set: {x-set: new}, add: {x-added: more}, remove: [x-gone]},"
      " response: {set: {x-rule: edits}, add: {x-extra: one}, remove: [x-from]}}, " +
      ToEcho("v1") + "}]");
  for (const Stand& stand : stands()) {
    const CallSpec call = {.headers = {{"x-set", "old"}, {"x-added", "some"}, {"x-gone", "here"}}};
    ASSERT_TRUE(stand.Comes(call, [](const Answer& answer) { return answer.Header("x-rule") == "edits"; }));
    const Answer answer = stand.Call(call);
    EXPECT_EQ(answer.Header("x-extra"), "one") << stand.name();
    EXPECT_FALSE(answer.headers.contains("x-from")) << stand.name();
    const json arrived = Echoed(answer).at("headers");
    EXPECT_EQ(arrived.value("x-set", ""), "new") << stand.name();
    EXPECT_FALSE(arrived.contains("x-gone")) << stand.name();
    EXPECT_THAT(arrived.value("x-added", ""), ::testing::AllOf(::testing::HasSubstr("some"), ::testing::HasSubstr("more")))
        << stand.name();
  }
}

TEST_F(Envoy, SendsACopyToTheMirror) {
  ApplyEchoRoutes(
      "[{mirrors: [{destination: {host: echo, subset: v3}, percentage: {value: 100}}],"
      " headers: {response: {set: {x-rule: mirror}}}, " +
      ToEcho("v1") + "}]");
  for (const Stand& stand : stands()) {
    ASSERT_TRUE(stand.Comes({}, [](const Answer& answer) { return answer.Header("x-rule") == "mirror"; }));
    const std::string key = NewKey();
    EXPECT_TRUE(ServedBy("v1")(stand.Call({.path = "/copied", .headers = {{"x-key", key}}})));
    EXPECT_TRUE(Eventually([&] { return arrivals().Of(key).size() == 2; })) << stand.name();
    const auto arrived = arrivals().Of(key);
    EXPECT_TRUE(std::any_of(arrived.begin(), arrived.end(), [](const json& one) {
      return one.at("name") == "v3" && one.at("path") == "/copied";
    })) << stand.name();
  }
}

TEST_F(Envoy, AnswersPreflightsAndNamesTheOriginsThatMayRead) {
  ApplyEchoRoutes(
      "[{corsPolicy: {allowOrigins: [{exact: 'https://shop.example.com'}], allowMethods: [GET, PUT], allowHeaders: [x-a], "
      "maxAge: 1h,"
      " exposeHeaders: [x-from]}, headers: {response: {set: {x-rule: cors}}}, " +
      ToEcho("v1") + "}]");
  for (const Stand& stand : stands()) {
    const CallSpec simple = {.headers = {{"Origin", "https://shop.example.com"}}};
    ASSERT_TRUE(stand.Comes(simple, [](const Answer& answer) { return answer.Header("x-rule") == "cors"; }));
    const Answer answer = stand.Call(simple);
    EXPECT_EQ(answer.Header("access-control-allow-origin"), "https://shop.example.com") << stand.name();
    EXPECT_EQ(answer.Header("access-control-expose-headers"), "x-from") << stand.name();
    EXPECT_EQ(stand.Call({.headers = {{"Origin", "https://evil.example.com"}}}).Header("access-control-allow-origin"), "")
        << stand.name();
    const Answer preflight = stand.Call(
        {.headers = {{"Origin", "https://shop.example.com"}, {"Access-Control-Request-Method", "PUT"}}, .method = "OPTIONS"});
    EXPECT_EQ(preflight.status, 200) << stand.name();
    EXPECT_EQ(preflight.Header("x-from"), "") << stand.name() << ": a preflight is answered by the proxy";
    EXPECT_EQ(preflight.Header("access-control-allow-methods"), "GET,PUT") << stand.name();
    EXPECT_EQ(preflight.Header("access-control-max-age"), "3600") << stand.name();
  }
}

}  // namespace
}  // namespace weft::test
