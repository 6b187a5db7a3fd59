// SPDX-License-Identifier: Apache-2.0
#include "engine/explain/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/testing/builders.h"

namespace weft::engine {
namespace {

using nlohmann::json;
using std::chrono::seconds;

// Jason's requests go to v2, after a fault; everybody else's are split.
model::RouteTable ReviewsTable() {
  auto jason = testing::PrefixRoute("jason");
  jason.origin = "virtualservice/default/reviews http[0].match[0]";
  jason.match.headers = {testing::HeaderIs("end-user", "jason")};
  jason.clusters = {{"v2", 1}};
  jason.fault = model::Fault{seconds(7), {1'000'000}, 0, 14, {500'000}};
  auto rest = testing::PrefixRoute("rest");
  rest.clusters = {{"v1", 3}, {"v3", 1}};
  rest.clusters[1].authority = "v3.example";
  rest.timeout = seconds(10);
  rest.retry.emplace();
  rest.retry->retry_on = static_cast<uint32_t>(model::RetryOn::k5xx);
  rest.retry->num_retries = 2;
  rest.headers.request = {{model::HeaderEdit::Kind::kSet, "x", "1"}};
  rest.rewrite.path = model::PathRewrite{model::PathRewrite::Kind::kMatched, "/v1/", ""};
  rest.mirrors = {{"shadow", {100'000}, false}};
  return {"9080", {{"reviews:9080", {"reviews", "reviews:9080"}, {jason, rest}}, {"other", {"*"}, {}}}};
}

MatchTrace Explained(const model::RouteTable& table, const RequestHead& head) {
  Random random(1);
  return Explain(table, head, random);
}

TEST(Explain, ListsEveryStepUpToTheTakenRoute) {
  const MatchTrace trace = Explained(ReviewsTable(), testing::Get("/reviews/0"));
  EXPECT_EQ(trace.virtual_host, "reviews:9080");
  EXPECT_EQ(trace.domain, "reviews:9080");
  ASSERT_EQ(trace.routes.size(), 2u);
  EXPECT_FALSE(trace.routes[0].taken);
  EXPECT_EQ(trace.routes[0].origin, "virtualservice/default/reviews http[0].match[0]");
  EXPECT_EQ(trace.routes[0].failed, "header \"end-user\" is missing, must be exactly \"jason\"");
  EXPECT_TRUE(trace.routes[1].taken);
  ASSERT_EQ(trace.destinations.size(), 2u);
  EXPECT_DOUBLE_EQ(trace.destinations[0].percent, 75);
  EXPECT_EQ(trace.destinations[1].authority, "v3.example");
}

TEST(Explain, StopsAtTheTakenRoute) {
  const HeaderRef headers[] = {{"end-user", "jason"}};
  const MatchTrace trace = Explained(ReviewsTable(), testing::Get("/reviews/0", headers));
  ASSERT_EQ(trace.routes.size(), 1u);
  EXPECT_TRUE(trace.routes[0].taken);
  EXPECT_DOUBLE_EQ(trace.destinations[0].percent, 100);
}

TEST(Explain, NamesTheDomainThatTookTheAuthority) {
  RequestHead head = testing::Get("/");
  head.authority = "unknown";
  const MatchTrace any = Explained(ReviewsTable(), head);
  EXPECT_EQ(any.virtual_host, "other");
  EXPECT_EQ(any.domain, "*");
  EXPECT_FALSE(any.route);
  model::RouteTable strict = ReviewsTable();
  strict.virtual_hosts.pop_back();
  EXPECT_EQ(Explained(strict, head).virtual_host, std::nullopt);
  head.authority = "Reviews:80";
  EXPECT_EQ(Explained(strict, head).domain, "reviews");
}

TEST(Explain, FractionsAreDrawnAsDecisionsDrawThem) {
  auto table = testing::OneHost({testing::PrefixRoute("some"), testing::PrefixRoute("rest")});
  table.virtual_hosts[0].routes[0].match.fraction = model::Fraction{250'000};
  Random random(5);
  int some = 0;
  for (int i = 0; i < 1000; ++i) {
    const MatchTrace trace = Explain(table, testing::Get("/"), random);
    some += trace.route->name == "some";
    EXPECT_EQ(trace.routes[0].failed, trace.routes[0].taken ? "" : "takes 25 % of the requests that match, and not this one");
  }
  EXPECT_NEAR(some, 250, 60);
}

TEST(ExplainJson, ShowsWhatTheTakenRouteDoesAndNothingElse) {
  const std::string line = ToJson(Explained(ReviewsTable(), testing::Get("/reviews/0")));
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const json taken = json::parse(line)["taken"];
  EXPECT_EQ(taken["name"], "rest");
  EXPECT_EQ(taken["destinations"], json::parse(R"([{"cluster": "v1", "percent": 75.0},
                                                   {"cluster": "v3", "percent": 25.0, "authority": "v3.example"}])"));
  EXPECT_EQ(taken["timeout"], "10s");
  EXPECT_EQ(taken["retries"]["attempts"], 2);
  EXPECT_EQ(taken["retries"]["on"], "5xx");
  EXPECT_EQ(taken["request_headers"], json::parse(R"(["set x: 1"])"));
  EXPECT_EQ(taken["rewrite"], json::parse(R"({"path": {"matched_part": "/v1/"}})"));
  EXPECT_EQ(taken["mirrors"], json::parse(R"([{"cluster": "shadow", "percent": 10.0}])"));
  for (const char* absent : {"fault", "redirect", "direct_response", "cors", "response_headers", "origin"}) {
    EXPECT_FALSE(taken.contains(absent)) << absent;
  }
}

TEST(ExplainJson, FaultsAreDrawnFromTheirShares) {
  const HeaderRef headers[] = {{"end-user", "jason"}};
  const json trace = json::parse(ToJson(Explained(ReviewsTable(), testing::Get("/reviews/0", headers))));
  EXPECT_EQ(trace["taken"]["fault"],
            json::parse(R"({"delay": "7s", "delay_percent": 100.0, "abort_grpc_status": 14, "abort_percent": 50.0})"));
}

TEST(ExplainJson, IsAsciiWhateverTheRequestHolds) {
  const std::string line = ToJson(Explained(ReviewsTable(), testing::Get("/\xff\r\n\xc3\xa9")));
  for (const char c : line) EXPECT_TRUE(c >= ' ' && c <= '~') << static_cast<int>(c);
  EXPECT_TRUE(json::accept(line));
}

TEST(ExplainJson, LeavesOutTheFirstRoutesWhereItWouldBeTooLong) {
  std::vector<model::Route> routes;
  for (int i = 0; i < 1000; ++i)
    routes.push_back(testing::PrefixRoute("never" + std::to_string(i), "/never" + std::to_string(i)));
  routes.push_back(testing::PrefixRoute("rest"));
  const MatchTrace trace = Explained(testing::OneHost(routes), testing::Get("/a"));
  const std::string line = ToJson(trace, 4000);
  EXPECT_LE(line.size(), 4000u);
  const json parsed = json::parse(line);
  EXPECT_EQ(parsed["routes"].size() + parsed["routes_left_out"].get<size_t>(), 1001u);
  EXPECT_EQ(parsed["routes"].back()["name"], "rest");
  EXPECT_EQ(parsed["taken"]["name"], "rest");
  EXPECT_FALSE(json::parse(ToJson(trace)).contains("routes_left_out"));
}

}  // namespace
}  // namespace weft::engine
