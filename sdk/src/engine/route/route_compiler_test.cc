// SPDX-License-Identifier: Apache-2.0
// What compiling makes of the routes of a table.
#include "engine/route/route_compiler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/testing/builders.h"

namespace weft::engine {
namespace {

using EditKind = model::HeaderEdit::Kind;
using ::testing::ElementsAre;

const CompiledRoute& RouteFor(const CompiledRouteTable& table, std::string_view path) {
  Random random(1);
  return *table.Match(testing::Get(path), random);
}

std::string CompileProblem(const model::Route& route) {
  return std::string(CompiledRouteTable::Compile(testing::OneHost({route})).status().message());
}

model::Route RouteThatAnswers(model::Route route = testing::PrefixRoute("local")) {
  route.clusters.clear();
  return route;
}

TEST(RouteCompiler, APlainRouteHasNoActions) {
  const auto table = *CompiledRouteTable::Compile(testing::OneHost({testing::PrefixRoute("plain")}));
  EXPECT_EQ(RouteFor(*table, "/").actions, nullptr);
}

TEST(RouteCompiler, EqualPoliciesAreSharedWithinATable) {
  std::vector<model::Route> routes;
  for (int i = 0; i < 20; ++i) {
    auto route = testing::PrefixRoute("r" + std::to_string(i), "/" + std::to_string(i) + "/");
    route.retry.emplace().num_retries = static_cast<uint32_t>(i % 2);
    route.fault.emplace().abort_status = 503;
    route.cors.emplace().allow_methods = "GET";
    routes.push_back(std::move(route));
  }
  const auto table = *CompiledRouteTable::Compile(testing::OneHost(routes));
  const CompiledRoute& first = RouteFor(*table, "/0/");
  const CompiledRoute& second = RouteFor(*table, "/1/");
  EXPECT_EQ(second.retry->num_retries, 1u);
  EXPECT_NE(first.retry, second.retry);
  EXPECT_EQ(first.retry, RouteFor(*table, "/18/").retry);
  EXPECT_EQ(second.retry, RouteFor(*table, "/19/").retry);
  EXPECT_EQ(first.fault, second.fault);
  EXPECT_NE(first.cors(), nullptr);
  EXPECT_EQ(first.cors(), second.cors());
}

TEST(RouteCompiler, ARouteMayAnswerByItself) {
  auto redirect = RouteThatAnswers(testing::PrefixRoute("redirect", "/old"));
  redirect.redirect.emplace().host = "new";
  auto direct = RouteThatAnswers(testing::PrefixRoute("direct", "/direct"));
  direct.direct_response = model::DirectResponse{418, "teapot"};
  const auto table = *CompiledRouteTable::Compile(testing::OneHost({redirect, direct}));
  EXPECT_TRUE(RouteFor(*table, "/old").answers());
  EXPECT_EQ(RouteFor(*table, "/old").actions->redirect->Location(testing::Get("/old")), "http://new/old");
  EXPECT_EQ(RouteFor(*table, "/direct").actions->direct_response->body, "teapot");
  EXPECT_TRUE(table->cluster_names().empty());
}

TEST(RouteCompiler, ClustersOfMirrorsAreNamed) {
  auto route = testing::PrefixRoute("main");
  route.mirrors = {{"shadow", {500'000}, true}, {"never", {0}, false}, {"main", {}, false}};
  const auto table = *CompiledRouteTable::Compile(testing::OneHost({route}));
  EXPECT_THAT(table->cluster_names(), ElementsAre("main", "shadow"));
  const auto& mirrors = RouteFor(*table, "/").actions->mirrors;
  ASSERT_EQ(mirrors.size(), 2u) << "what is never mirrored is no mirror";
  EXPECT_EQ(mirrors[0].cluster, 1u);
  EXPECT_EQ(mirrors[0].per_million, 500'000u);
  EXPECT_TRUE(mirrors[0].shadow_suffix);
  EXPECT_EQ(mirrors[1].cluster, 0u);
}

TEST(RouteCompiler, EachDestinationKeepsWhatIsItsOwn) {
  auto route = testing::PrefixRoute("split");
  const model::HeaderEdits edits{{{EditKind::kSet, "a", "b"}}, {}};
  route.clusters = {{"none", 0, {}, "dropped"}, {"v1", 1, {}, {}}, {"v2", 1, edits, "v2.example.com"}};
  const auto table = *CompiledRouteTable::Compile(testing::OneHost({route}));
  const CompiledRoute& compiled = RouteFor(*table, "/");
  ASSERT_EQ(compiled.splits.size(), 2u);
  ASSERT_EQ(compiled.actions->splits.size(), 2u);
  EXPECT_TRUE(compiled.actions->splits[0].edits.request.empty());
  EXPECT_EQ(compiled.actions->splits[1].authority, "v2.example.com");
  EXPECT_FALSE(compiled.actions->splits[1].edits.request.empty());
}

TEST(RouteCompiler, ADestinationAloneIsTakenWhateverItsWeight) {
  auto route = testing::PrefixRoute("one");
  route.clusters[0].weight = 0;
  route.clusters[0].authority = "one.example.com";
  const auto table = *CompiledRouteTable::Compile(testing::OneHost({route}));
  Random random(1);
  EXPECT_EQ(RouteFor(*table, "/").PickSplit(random), 0u);
  EXPECT_EQ(RouteFor(*table, "/").actions->splits[0].authority, "one.example.com");
}

TEST(RouteCompiler, ARouteHasOneWayToAnswer) {
  EXPECT_EQ(CompileProblem(RouteThatAnswers()),
            "virtual_hosts[0].routes[0].clusters: must name at least one cluster, unless the route has a redirect or a direct "
            "response");
  auto both = testing::PrefixRoute("both");
  both.direct_response = model::DirectResponse{};
  EXPECT_EQ(CompileProblem(both),
            "virtual_hosts[0].routes[0].clusters: must stand alone: a route has clusters, a redirect or a direct response");
}

TEST(RouteCompiler, WhatIsWrongIsNamedWithItsPath) {
  auto rewrite = testing::PrefixRoute("a");
  rewrite.rewrite.path = model::PathRewrite{model::PathRewrite::Kind::kRegex, "", "("};
  EXPECT_THAT(CompileProblem(rewrite), ::testing::StartsWith("virtual_hosts[0].routes[0].rewrite.path.pattern: "));
  auto edits = testing::PrefixRoute("a");
  edits.headers.response = {{EditKind::kSet, "a", "%"}};
  EXPECT_THAT(CompileProblem(edits), ::testing::StartsWith("virtual_hosts[0].routes[0].headers.response[0].value: "));
  auto split = testing::PrefixRoute("a");
  split.clusters[0].headers.request = {{EditKind::kRemove, ":path", ""}};
  EXPECT_THAT(CompileProblem(split), ::testing::StartsWith("virtual_hosts[0].routes[0].clusters[0].headers.request[0].name: "));
  auto redirect = RouteThatAnswers();
  redirect.redirect.emplace().status = 200;
  EXPECT_THAT(CompileProblem(redirect), ::testing::StartsWith("virtual_hosts[0].routes[0].redirect.status: "));
}

}  // namespace
}  // namespace weft::engine
