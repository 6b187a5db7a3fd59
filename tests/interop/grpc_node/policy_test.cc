// SPDX-License-Identifier: Apache-2.0
// What happens to calls on their way: timeouts, retries, faults, and the policies of DestinationRules.
#include <future>
#include <set>

#include "interop/grpc_node/grpc_node.h"

namespace weft::test {
namespace {

TEST_F(GrpcNode, GivesUpAfterTheTimeoutOfTheRoute) {
  AddTwoVersions();
  ApplyRoutes(R"(
  - match: [{headers: {x-hurry: {exact: "yes"}}}]
    timeout: 0.3s
    route: [{destination: {host: HOST, subset: v2}}]
  - route: [{destination: {host: HOST, subset: v1}}]
)");
  ASSERT_TRUE(SettlesOn("v1"));
  const NodeReply reply = Send({{"x-hurry", "yes"}, {"rpc-behavior", "keep-open"}});
  EXPECT_EQ(reply.code, kDeadlineExceeded) << reply.message;
  EXPECT_THAT(reply.took_ms, ::testing::AllOf(::testing::Ge(280), ::testing::Le(3000)));
  EXPECT_EQ(Send({{"x-hurry", "yes"}, {"rpc-behavior", "sleep-20"}}).code, kOk);
  EXPECT_EQ(Send({{"rpc-behavior", "sleep-500"}}).code, kOk) << "the other route has no timeout";
}

TEST_F(GrpcNode, TriesAgain) {
  AddBackend("one", "v1");
  ApplyRoutes(R"(
  - match: [{headers: {x-retry: {exact: "yes"}}}]
    retries: {attempts: 2, retryOn: "unavailable,cancelled"}
    route: [{destination: {host: HOST}}]
  - retries: {attempts: 0}
    route: [{destination: {host: HOST}}]
)");
  const std::string twice = "succeed-on-retry-attempt-2,error-code-14";
  ASSERT_TRUE(Soon([&] { return Send({{"x-retry", "yes"}, {"rpc-behavior", twice}}).code == kOk; }));
  EXPECT_EQ(Send({{"x-retry", "yes"}, {"rpc-behavior", twice}}).trailers.at("attempts"), "2");
  EXPECT_EQ(Send({{"x-retry", "yes"}, {"rpc-behavior", "succeed-on-retry-attempt-3,error-code-14"}}).code, kUnavailable);
  EXPECT_EQ(Send({{"x-retry", "yes"}, {"rpc-behavior", "succeed-on-retry-attempt-1,error-code-7"}}).code, kPermissionDenied)
      << "not in retryOn";
  EXPECT_EQ(Send({{"rpc-behavior", twice}}).code, kUnavailable) << "the other route does not try again";
}

TEST_F(GrpcNode, IsAbortedAndDelayedByFaults) {
  EchoBackend& backend = AddBackend("one", "v1");
  ApplyRoutes(R"(
  - match: [{headers: {x-fault: {exact: abort}}}]
    fault: {abort: {grpcStatus: PERMISSION_DENIED, percentage: {value: 100}}}
    route: [{destination: {host: HOST}}]
  - match: [{headers: {x-fault: {exact: never}}}]
    fault: {abort: {httpStatus: 503, percentage: {value: 0}}}
    route: [{destination: {host: HOST}}]
  - match: [{headers: {x-fault: {exact: delay}}}]
    fault: {delay: {fixedDelay: 0.4s, percentage: {value: 100}}}
    route: [{destination: {host: HOST}}]
  - route: [{destination: {host: HOST}}]
)");
  ASSERT_TRUE(Soon([&] { return Send({{"x-fault", "abort"}}).code == kPermissionDenied; }));
  const int before = backend.received();
  EXPECT_EQ(Send({{"x-fault", "abort"}}).code, kPermissionDenied);
  EXPECT_EQ(backend.received(), before);
  EXPECT_EQ(Count(20, {{"x-fault", "never"}}), (Counts{{"one", 20}}));
  const NodeReply delayed = Send({{"x-fault", "delay"}});
  EXPECT_EQ(delayed.code, kOk) << delayed.message;
  EXPECT_GE(delayed.took_ms, 390);
  EXPECT_LT(Send().took_ms, 390);
}

TEST_F(GrpcNode, BreaksTheCircuitAtTheLimitOfRequests) {
  EchoBackend& backend = AddBackend("one", "v1");
  control().Apply(SubsetsYaml(service(), "{connectionPool: {http: {http2MaxRequests: 2}}}"));
  ASSERT_TRUE(SettlesOn("one"));
  NodeCall call = CallOf({{"rpc-behavior", "keep-open"}});
  call.calls = call.at_once = 2;
  call.deadline_ms = 1500;
  auto kept = std::async(std::launch::async, [&] { return node().Call(call); });
  ASSERT_TRUE(Soon([&] { return backend.open() == 2; }));
  for (const NodeReply& reply : node().Call({.target = target(), .calls = 5})) {
    EXPECT_EQ(reply.code, kUnavailable);
    EXPECT_THAT(reply.message, ::testing::HasSubstr("dropped"));
  }
  EXPECT_THAT(kept.get(), ::testing::Each(::testing::Field(&NodeReply::code, kDeadlineExceeded)));
  EXPECT_EQ(Send().code, kOk) << "when the others are over";
}

TEST_F(GrpcNode, FailsOverToTheNextPriorityAndComesBack) {
  AddBackend("far", "v1", "south/s1/a");
  auto near = std::make_unique<EchoBackend>("near");
  const int port = near->port();
  control().Apply(WorkloadYaml("near", service(), "v1", port, "north/n1/a"));
  control().Apply(SubsetsYaml(service(), "{outlierDetection: {consecutive5xxErrors: 5, interval: 10s}}"));
  ASSERT_TRUE(SettlesOn("near")) << "the client is in north/n1";
  near.reset();
  ASSERT_TRUE(SettlesOn("far"));
  near = std::make_unique<EchoBackend>("near", port);
  EXPECT_TRUE(SettlesOn("near"));
  control().Delete("workloadentries", "near");
  EXPECT_TRUE(SettlesOn("far")) << "the highest priority has no endpoint left";
}

TEST_F(GrpcNode, HashesAHeaderOntoARing) {
  for (const char* name : {"one", "two", "three"}) AddBackend(name, "v1");
  control().Apply(SubsetsYaml(service(), "{loadBalancer: {consistentHash: {httpHeaderName: x-user}}}"));
  const auto stays = [&] { return Count(6, {{"x-user", "warm-up"}}).size() == 1; };
  ASSERT_TRUE(Soon([&] { return stays() && stays(); }));
  std::map<std::string, std::vector<std::string>> users;  // by backend
  for (int i = 0; i < 30; ++i) {
    const std::string user = "user-" + std::to_string(i);
    const Counts counts = Count(4, {{"x-user", user}});
    ASSERT_EQ(counts.size(), 1u) << user << ": " << ::testing::PrintToString(counts);
    users[counts.begin()->first].push_back(user);
  }
  ASSERT_EQ(users.size(), 3u) << "a chance of one in 60,000 to miss a backend";
  control().Delete("workloadentries", "three-" + service());
  ASSERT_TRUE(Soon([&] { return !Count(2, {{"x-user", users["three"][0]}}).contains("three"); }));
  size_t moved = 0;
  for (const std::string backend : {"one", "two"}) {
    for (const std::string& user : users[backend]) moved += Count(2, {{"x-user", user}}) != Counts{{backend, 2}};
  }
  EXPECT_LT(moved, (users["one"].size() + users["two"].size() + 1) / 2) << "about a sixth: each has more of the ring now";
}

}  // namespace
}  // namespace weft::test
