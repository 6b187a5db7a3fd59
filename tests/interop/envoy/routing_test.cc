// SPDX-License-Identifier: Apache-2.0
// Who is sent where: by user, by header, by source, by weight.
#include "interop/envoy/envoy_fixture.h"
#include "support/page.h"
#include "support/statistics.h"

namespace weft::test {
namespace {

// Twelve splits are counted in a run.
constexpr double kOnceInMany = kSignificance / 100;

const CallSpec kReviews = {.service = "reviews", .path = "/reviews/0"};
const CallSpec kReviewsOfJason = {.service = "reviews", .path = "/reviews/0", .headers = {{"end-user", "jason"}}};

TEST_F(Envoy, SendsJasonToV2OfReviewsAndEverybodyElseToV1) {
  ApplyShipped("destination-rule-all");
  ApplyShipped("virtual-service-all-v1");
  ApplyShipped("virtual-service-reviews-test-v2");
  for (const Stand* stand : Sidecars()) {
    EXPECT_TRUE(stand->Comes(kReviewsOfJason, ReviewsOf("v2")));
    EXPECT_TRUE(stand->Comes(kReviews, ReviewsOf("v1")));
    EXPECT_TRUE(stand->Stays(kReviewsOfJason, ReviewsOf("v2")));
    EXPECT_TRUE(stand->Stays(kReviews, ReviewsOf("v1")));
    CallSpec jasper = kReviews;
    jasper.headers = {{"end-user", "jasper"}};
    EXPECT_TRUE(stand->Stays(jasper, ReviewsOf("v1")));
  }
}

TEST_F(Envoy, ShowsThePageWithBlackStarsToJasonAlone) {
  ApplyShipped("destination-rule-all");
  ApplyShipped("virtual-service-all-v1");
  ApplyShipped("virtual-service-reviews-test-v2");
  const auto shows = [](const std::string& stars) {
    return [stars](const Answer& page) { return page.status == 200 && StarsOn(page.body) == stars && ShowsDetails(page.body); };
  };
  for (const Stand* stand : Gateways()) {
    const Headers visitor = {{"Host", "bookinfo.example.com"}};
    const CallSpec page = {.service = "productpage", .path = "/productpage", .headers = visitor};
    EXPECT_TRUE(stand->Comes(page, shows("none")));
    const Answer login = Send("POST", stand->PortFor("productpage"), "/login", "username=jason&passwd=jason",
                              {{"Host", "bookinfo.example.com"}, {"Content-Type", "application/x-www-form-urlencoded"}});
    ASSERT_EQ(login.status, 302) << login.body;
    const std::string cookie = login.Header("set-cookie");
    CallSpec of_jason = page;
    of_jason.headers.emplace("Cookie", cookie.substr(0, cookie.find(';')));
    EXPECT_TRUE(stand->Comes(of_jason, shows("black")));
    EXPECT_TRUE(stand->Stays(of_jason, shows("black"), 5));
    EXPECT_TRUE(stand->Stays(page, shows("none"), 5));
  }
}

TEST_F(Envoy, LetsInOnlyWhatTheRulesOfTheGatewayName) {
  const auto status = [](const Stand& stand, const std::string& path) {
    return stand.Call({.service = "productpage", .path = path, .headers = {{"Host", "bookinfo.example.com"}}}).status;
  };
  for (const Stand* stand : Gateways()) {
    EXPECT_TRUE(
        stand->Comes({.service = "productpage", .path = "/api/v1/products", .headers = {{"Host", "a.b"}}}, HasStatus(200)));
    EXPECT_EQ(status(*stand, "/productpage"), 200);
    EXPECT_EQ(status(*stand, "/reviews/0"), 404);
    EXPECT_EQ(status(*stand, "/health"), 404);
  }
}

TEST_F(Envoy, SplitsInHalvesInNoPattern) {
  constexpr int kDraws = 300;
  ApplyEchoRoutes(
      "[{route: [{destination: {host: echo, subset: v1}, weight: 50}, {destination: {host: echo, subset: v3}, weight: 50}],"
      " headers: {response: {set: {x-rule: halves}}}}]");
  for (const Stand& stand : stands()) {
    ASSERT_TRUE(stand.Comes({}, [](const Answer& answer) { return answer.Header("x-rule") == "halves"; }));
    const int port = stand.PortFor("echo");
    std::vector<bool> to_v3;
    for (int i = 0; i < kDraws; ++i) {
      const std::string from = Get(port, "/", {{"Host", FullName("echo")}}).Header("x-from");
      ASSERT_TRUE(from == "v1" || from == "v3") << stand.name() << ": " << from;
      to_v3.push_back(from == "v3");
    }
    const int64_t count = std::count(to_v3.begin(), to_v3.end(), true);
    EXPECT_GT(BinomialPValue(count, kDraws, 0.5), kOnceInMany) << stand.name() << ": " << count << " of " << kDraws;
    EXPECT_GT(RunsPValue(to_v3), kOnceInMany) << stand.name() << ": " << CountRuns(to_v3) << " runs";
  }
}

TEST_F(Envoy, LooksAtHeadersAsRulesDefine) {
  ApplyEchoRoutes(
      "[{match: [{headers: {user-agent: {regex: '.*(Firefox|Chrome)/[0-9]+.*'}}},"
      " {headers: {cookie: {regex: '^(.*;\\s*)?group=testers(;.*)?$'}}}], " +
      ToEcho("v2") +
      "},"
      "{match: [{headers: {x-tenant: {prefix: blue-}}}, {headers: {x-debug: {}}, withoutHeaders: {x-tenant: {}}}], " +
      ToEcho("v3") + "}, {" + ToEcho("v1") + "}]");
  const std::vector<std::pair<Headers, std::string>> rows = {
      {{{"user-agent", "Mozilla/5.0 (X11) Firefox/128.0"}}, "v2"},
      {{{"user-agent", "curl/8.5.0"}}, "v1"},
      {{{"user-agent", "Firefox/"}}, "v1"},
      {{{"cookie", "theme=dark; group=testers"}}, "v2"},
      {{{"cookie", "theme=dark; group=testers2"}}, "v1"},
      {{{"x-tenant", "blue-7"}}, "v3"},
      {{{"x-tenant", "green"}}, "v1"},
      {{{"x-debug", "1"}}, "v3"},
      {{{"x-debug", "1"}, {"x-tenant", "green"}}, "v1"},
  };
  for (const Stand& stand : stands()) {
    ASSERT_TRUE(stand.Comes({.headers = rows.front().first}, ServedBy("v2")));
    for (const auto& [headers, version] : rows) {
      EXPECT_TRUE(stand.Stays({.headers = headers}, ServedBy(version), 3))
          << headers.begin()->first << ": " << headers.begin()->second;
    }
  }
}

TEST_F(Envoy, LooksAtPathMethodAndQuery) {
  ApplyEchoRoutes(
      "[{match: [{uri: {exact: /a}, method: {exact: POST}}, {uri: {prefix: /b/}, ignoreUriCase: true}, {uri: {regex: "
      "'/c/[0-9]+'}},"
      " {queryParams: {v: {exact: '2'}}}], " +
      ToEcho("v2") + "}, {" + ToEcho("v1") + "}]");
  for (const Stand& stand : stands()) {
    ASSERT_TRUE(stand.Comes({.path = "/b/x"}, ServedBy("v2")));
    for (const char* path : {"/B/x", "/c/12", "/?v=2"}) EXPECT_TRUE(stand.Stays({.path = path}, ServedBy("v2"), 2));
    for (const char* path : {"/a", "/b", "/c/12x", "/?v=22"}) EXPECT_TRUE(stand.Stays({.path = path}, ServedBy("v1"), 2));
    EXPECT_TRUE(stand.Stays({.path = "/a", .method = "POST"}, ServedBy("v2"), 2));
  }
}

// Which rules Envoy gets depends on its node: delta and state of the world have different labels here.
TEST_F(Envoy, GetsTheRulesForItsOwnLabels) {
  ApplyEchoRoutes("[{match: [{sourceLabels: {app: shopper}}], " + ToEcho("v2") +
                  "}, {match: [{sourceLabels: {app: visitor}}], " + ToEcho("v3") + "}, {" + ToEcho("v1") + "}]");
  for (const Stand* stand : Sidecars()) {
    const std::string version = stand->envoy().options().delta ? "v2" : "v3";
    ASSERT_TRUE(stand->Comes({}, ServedBy(version)));
    EXPECT_TRUE(stand->Stays({}, ServedBy(version)));
  }
}

}  // namespace
}  // namespace weft::test
