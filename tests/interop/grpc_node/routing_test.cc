// SPDX-License-Identifier: Apache-2.0
// Where calls go: what VirtualServices and subsets mean to gRPC for Node.js.
#include <future>

#include "interop/grpc_node/grpc_node.h"

namespace weft::test {
namespace {

using ::testing::Each;
using ::testing::Field;

TEST_F(GrpcNode, IsAnswered) {
  AddBackend("one", "v1");
  const NodeReply reply = Send();
  EXPECT_EQ(reply.code, kOk) << reply.message;
  EXPECT_EQ(reply.text, "one");
  EXPECT_EQ(reply.trailers.at("path"), "/echo.Echo/Say");
}

TEST_F(GrpcNode, MayUseAnySpellingOfTheName) {
  AddBackend("one", "v1");
  for (const char* rest : {".default:9080", ".default.svc:9080", ".default.svc.cluster.local:9080"}) {
    const NodeReply reply = node().Send({.target = service() + rest});
    EXPECT_EQ(reply.text, "one") << rest << ": " << reply.message;
    node().Close(service() + rest);
  }
}

TEST_F(GrpcNode, GoesRound) {
  for (const char* name : {"one", "two", "three"}) AddBackend(name, "v1");
  ASSERT_TRUE(Soon([&] { return Count(9) == (Counts{{"one", 3}, {"two", 3}, {"three", 3}}); }));
  EXPECT_EQ(Count(90), (Counts{{"one", 30}, {"two", 30}, {"three", 30}}));
}

TEST_F(GrpcNode, FollowsHeaders) {
  AddTwoVersions();
  ApplyRoutes(R"(
  - match:
    - {headers: {end-user: {exact: jason}}}
    - {headers: {x-group: {regex: "beta-[0-9]+"}}}
    - {headers: {x-team: {prefix: "red"}}}
    - {headers: {x-here: {}}}
    route: [{destination: {host: HOST, subset: v2}}]
  - match: [{withoutHeaders: {x-old: {exact: "yes"}}, headers: {x-new: {exact: "yes"}}}]
    route: [{destination: {host: HOST, subset: v2}}]
  - route: [{destination: {host: HOST, subset: v1}}]
)");
  ASSERT_TRUE(SettlesOn("v1"));
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"end-user", "jason"}, {"x-group", "beta-7"}, {"x-team", "reddish"}, {"x-here", "whatever"}, {"x-new", "yes"}}) {
    EXPECT_EQ(Count(3, {{name, value}}), (Counts{{"v2", 3}})) << name;
  }
  EXPECT_EQ(Count(3, {{"end-user", "jason2"}}), (Counts{{"v1", 3}}));
  EXPECT_EQ(Count(3, {{"x-group", "beta-"}}), (Counts{{"v1", 3}}));
  EXPECT_EQ(Count(3, {{"x-new", "yes"}, {"x-old", "yes"}}), (Counts{{"v1", 3}}));
  EXPECT_EQ(Count(3, {{"x-new", "yes"}, {"x-old", "no"}}), (Counts{{"v2", 3}}));
}

TEST_F(GrpcNode, FollowsPaths) {
  AddTwoVersions();
  ApplyRoutes(R"(
  - match: [{uri: {exact: /echo.Echo/Exact}}, {uri: {prefix: /echo.Other/}}, {uri: {regex: "/echo[.]Re[a-z]+/.*"}}]
    route: [{destination: {host: HOST, subset: v2}}]
  - match: [{uri: {exact: /ECHO.echo/any}, ignoreUriCase: true}]
    route: [{destination: {host: HOST, subset: v2}}]
  - route: [{destination: {host: HOST, subset: v1}}]
)");
  ASSERT_TRUE(SettlesOn("v1"));
  const auto who = [&](const std::string& method) { return node().Send({.target = target(), .method = method}).text; };
  EXPECT_EQ(who("/echo.Echo/Exact"), "v2");
  EXPECT_EQ(who("/echo.Echo/Exactly"), "v1");
  EXPECT_EQ(who("/echo.Other/Say"), "v2");
  EXPECT_EQ(who("/echo.Regex/Say"), "v2");
  EXPECT_EQ(who("/echo.Echo/Any"), "v2");
}

TEST_F(GrpcNode, SplitsByWeights) {
  AddTwoVersions();
  ApplyRoutes(R"(
  - match: [{headers: {x-split: {exact: thirds}}}]
    route: [{destination: {host: HOST, subset: v1}, weight: 2}, {destination: {host: HOST, subset: v2}, weight: 1}]
  - route: [{destination: {host: HOST, subset: v1}}]
)");
  ASSERT_TRUE(SettlesOn("v1"));
  constexpr int kCalls = 900;
  Counts counts = Count(kCalls, {{"x-split", "thirds"}});
  EXPECT_EQ(counts["v1"] + counts["v2"], kCalls);
  EXPECT_NEAR(counts["v1"], kCalls * 2 / 3, 70) << "five standard deviations";
}

TEST_F(GrpcNode, LosesNoCallWhenASubsetTakesOver) {
  AddTwoVersions();
  ApplyRoutes("  - route: [{destination: {host: HOST, subset: v1}}]");
  ASSERT_TRUE(SettlesOn("v1"));
  auto all = std::async(std::launch::async, [&] {
    NodeCall call = CallOf({{"rpc-behavior", "sleep-5"}});
    call.calls = 400;
    call.at_once = 4;
    return node().Call(call);
  });
  ApplyRoutes("  - route: [{destination: {host: HOST, subset: v2}}]");
  const std::vector<NodeReply> replies = all.get();
  EXPECT_THAT(replies, Each(Field(&NodeReply::code, kOk)));
  EXPECT_EQ(replies.back().text, "v2");
  EXPECT_TRUE(SettlesOn("v2"));
}

TEST_F(GrpcNode, FollowsLabelsThatMoveToAnotherSubset) {
  AddTwoVersions();
  ApplyRoutes("  - route: [{destination: {host: HOST, subset: v1}}]");
  ASSERT_TRUE(SettlesOn("v1"));
  EchoBackend& third = AddBackend("third", "v1");
  ASSERT_TRUE(Soon([&] { return Count(4) == (Counts{{"v1", 2}, {"third", 2}}); }));
  control().Apply(WorkloadYaml("third-" + service(), service(), "v2", third.port()));
  EXPECT_TRUE(SettlesOn("v1"));
}

TEST_F(GrpcNode, IsNotOfferedWhatItWouldRefuseOrMisread) {
  AddTwoVersions();
  ApplyRoutes(R"(
  - match: [{queryParams: {user: {exact: jason}}}, {uri: {prefix: /a/b/c}}, {method: {exact: GET}}]
    route: [{destination: {host: HOST, subset: v2}}]
  - match: [{headers: {x-rule: {exact: redirect}}}]
    redirect: {uri: /elsewhere}
  - match: [{headers: {x-rule: {exact: closed}}}]
    directResponse: {status: 403}
  - corsPolicy: {allowOrigins: [{exact: "https://shop"}]}
    rewrite: {uri: /elsewhere, authority: other}
    headers: {request: {set: {x-a: b}}}
    mirror: {host: HOST, subset: v2}
    route: [{destination: {host: HOST, subset: v1}}]
)");
  ASSERT_TRUE(SettlesOn("v1"));
  EXPECT_EQ(Send({{"x-rule", "closed"}}).code, kPermissionDenied);
  EXPECT_NE(Send({{"x-rule", "redirect"}}).code, kOk);
}

}  // namespace
}  // namespace weft::test
