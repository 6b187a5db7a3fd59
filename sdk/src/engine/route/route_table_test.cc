// SPDX-License-Identifier: Apache-2.0
#include "engine/route/route_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/strings.h"
#include "engine/testing/builders.h"

namespace weft::engine {
namespace {

using testing::Get;
using testing::HeaderIs;
using testing::NameOfMatch;
using testing::OneHost;
using testing::PrefixRoute;
using testing::RouteTo;
using PathType = model::PathMatcher::Type;

TEST(RouteTable, TheFirstMatchingRouteWinsHoweverItIsFound) {
  const auto table = OneHost({RouteTo("regex", PathType::kRegex, "/a/[0-9]+"), RouteTo("exact", PathType::kExact, "/a/1"),
                              PrefixRoute("prefix", "/a"), RouteTo("late", PathType::kExact, "/a/x"), PrefixRoute("all")});
  EXPECT_EQ(NameOfMatch(table, Get("/a/1")), "regex");
  EXPECT_EQ(NameOfMatch(table, Get("/a/x")), "prefix");
  EXPECT_EQ(NameOfMatch(table, Get("/b")), "all");
}

TEST(RouteTable, PrefixesAreRawAndSegmentPrefixesEndAtASlash) {
  const auto table = OneHost({RouteTo("segment", PathType::kSegmentPrefix, "/foo"), PrefixRoute("raw", "/foo")});
  EXPECT_EQ(NameOfMatch(table, Get("/foo")), "segment");
  EXPECT_EQ(NameOfMatch(table, Get("/foo/bar")), "segment");
  EXPECT_EQ(NameOfMatch(table, Get("/foobar")), "raw");
}

TEST(RouteTable, PathsAreMatchedWithoutTheirQuery) {
  const auto table = OneHost({RouteTo("exact", PathType::kExact, "/a"), RouteTo("regex", PathType::kRegex, "/b.")});
  EXPECT_EQ(NameOfMatch(table, Get("/a?x=/b")), "exact");
  EXPECT_EQ(NameOfMatch(table, Get("/bc?d")), "regex");
  EXPECT_EQ(NameOfMatch(table, Get("/b?c")), "none");
}

TEST(RouteTable, IgnoreCaseConcernsItsOwnRouteAlone) {
  auto table = OneHost({RouteTo("folded", PathType::kExact, "/Login"), RouteTo("as is", PathType::kPrefix, "/LOG")});
  table.virtual_hosts[0].routes[0].match.path.ignore_case = true;
  EXPECT_EQ(NameOfMatch(table, Get("/lOGIN")), "folded");
  EXPECT_EQ(NameOfMatch(table, Get("/LOGx")), "as is");
  EXPECT_EQ(NameOfMatch(table, Get("/logx")), "none");
}

TEST(RouteTable, ManyRegexesMatchAsOneByOne) {
  std::vector<model::Route> routes;
  for (int i = 0; i < 300; ++i) {
    routes.push_back(RouteTo(StrCat(i), PathType::kRegex, StrCat("/(item|thing)/", i % 200, "/[a-z]+")));
  }
  const auto compiled = *CompiledRouteTable::Compile(OneHost(routes));
  EXPECT_EQ(NameOfMatch(*compiled, Get("/thing/199/abc")), "199");
  EXPECT_EQ(NameOfMatch(*compiled, Get("/item/7/abc")), "7");
  EXPECT_EQ(NameOfMatch(*compiled, Get("/item/7/ABC")), "none");
}

TEST(RouteTable, AllConditionsMustHold) {
  auto route = PrefixRoute("jason");
  route.match.headers = {HeaderIs("end-user", "jason"), HeaderIs(":method", "GET")};
  const auto table = OneHost({route, PrefixRoute("all")});
  const HeaderRef jason[] = {{"End-User", "jason"}};
  EXPECT_EQ(NameOfMatch(table, Get("/", jason)), "jason");
  RequestHead post = Get("/", jason);
  post.method = "POST";
  EXPECT_EQ(NameOfMatch(table, post), "all");
  EXPECT_EQ(NameOfMatch(table, Get("/")), "all");
}

TEST(RouteTable, QueryParametersAreMatchedByTheirFirstValue) {
  auto route = PrefixRoute("beta");
  route.match.query = {{"version", model::StringMatcher{model::StringMatcher::Type::kPrefix, "b", false}}};
  const auto table = OneHost({route});
  EXPECT_EQ(NameOfMatch(table, Get("/?x=1&version=beta")), "beta");
  EXPECT_EQ(NameOfMatch(table, Get("/?version=a&version=b")), "none");
  EXPECT_EQ(NameOfMatch(table, Get("/?Version=b")), "none");
  EXPECT_EQ(NameOfMatch(table, Get("/")), "none");
}

TEST(RouteTable, AFractionTakesItsShareAndLeavesTheRest) {
  auto tenth = PrefixRoute("tenth");
  tenth.match.fraction = model::Fraction{100'000};
  const auto table = *CompiledRouteTable::Compile(OneHost({tenth, PrefixRoute("rest")}));
  Random random(42);
  int taken = 0;
  for (int i = 0; i < 100'000; ++i) taken += table->Match(Get("/"), random)->name == "tenth";
  EXPECT_NEAR(taken, 10'000, 4 * 95);  // four standard deviations
}

TEST(RouteTable, ANameNobodyAnswersForHasNoRoute) {
  const model::RouteTable table{"t", {{"host", {"ratings", "*.svc"}, {PrefixRoute("all")}}}};
  const auto compiled = *CompiledRouteTable::Compile(table);
  EXPECT_EQ(NameOfMatch(*compiled, Get("/")), "none");
  EXPECT_FALSE(compiled->HasVirtualHost("reviews:9080"));
  EXPECT_TRUE(compiled->HasVirtualHost("Ratings:9080"));
  EXPECT_TRUE(compiled->HasVirtualHost("x.svc"));
}

TEST(RouteTable, ClusterNamesAreDenseAndEachStandsOnce) {
  auto split = PrefixRoute("split");
  split.clusters = {{"v1", 90}, {"v2", 10}};
  auto again = PrefixRoute("again");
  again.clusters = {{"v2", 0}};
  const auto compiled = *CompiledRouteTable::Compile(OneHost({split, again}));
  EXPECT_THAT(compiled->cluster_names(), ::testing::ElementsAre("v1", "v2"));
}

TEST(RouteTable, ErrorsNameThePathTheValueAndTheReason) {
  auto bad = PrefixRoute("bad");
  bad.match.headers = {HeaderIs("a", "b"), HeaderIs("c", "d(")};
  bad.match.headers[1].string.type = model::StringMatcher::Type::kRegex;
  auto status = CompiledRouteTable::Compile(OneHost({PrefixRoute("good"), bad})).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(),
            "virtual_hosts[0].routes[1].match.headers[1].string.value: \"d(\" is not an RE2 pattern: missing ): d(");

  status = CompiledRouteTable::Compile(OneHost({RouteTo("bad", PathType::kRegex, "[")})).status();
  EXPECT_THAT(std::string(status.message()),
              ::testing::StartsWith("virtual_hosts[0].routes[0].match.path.value: \"[\" is not"));

  auto nothing = PrefixRoute("bad");
  nothing.clusters = {{"v1", 0}, {"v2", 0}};
  status = CompiledRouteTable::Compile(OneHost({nothing})).status();
  EXPECT_EQ(status.message(), "virtual_hosts[0].routes[0].clusters: the weights sum to 0; must be from 1 to 4294967295");

  auto domain = OneHost({PrefixRoute("all")});
  domain.virtual_hosts[0].domains = {"ok", "a.*.b"};
  status = CompiledRouteTable::Compile(domain).status();
  EXPECT_THAT(std::string(status.message()), ::testing::StartsWith("virtual_hosts[0].domains[1]: \"a.*.b\" must be"));
}

}  // namespace
}  // namespace weft::engine
