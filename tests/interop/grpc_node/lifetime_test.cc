// SPDX-License-Identifier: Apache-2.0
// What comes, goes and comes back: listeners, channels, the control plane.
#include <algorithm>
#include <future>

#include "interop/grpc_node/grpc_node.h"

namespace weft::test {
namespace {

// This client keeps what it had of a listener that went, and takes no notice of one that comes back just as it was. A channel
// that is opened afterwards does.
TEST_F(GrpcNode, FailsWhenItsListenerGoesAndIsBackWithTheNextChannel) {
  AddBackend("one", "v1");
  const std::string other = AddOther();
  ASSERT_TRUE(Soon([&] { return Send().code == kOk; }));
  control().Delete("services", service());
  EXPECT_TRUE(Soon([&] { return Send().code == kUnavailable; }));
  EXPECT_EQ(node().Send({.target = other}).text, "two") << "the other channel is not concerned";
  control().Apply(ServiceYaml(service()));
  node().Close(target());
  EXPECT_TRUE(Soon([&] { return Send().code == kOk; }));
}

TEST_F(GrpcNode, GoesOnWithoutTheControlPlaneAndConnectsToTheNextOne) {
  AddTwoVersions();
  ApplyRoutes("  - route: [{destination: {host: HOST, subset: v1}}]");
  ASSERT_TRUE(SettlesOn("v1"));
  control().Stop();
  EXPECT_EQ(Count(50), (Counts{{"v1", 50}}));
  control().Start();
  EXPECT_EQ(Count(50), (Counts{{"v1", 50}}));
  ApplyRoutes("  - route: [{destination: {host: HOST, subset: v2}}]");
  EXPECT_TRUE(SettlesOn("v2"));
}

TEST_F(GrpcNode, WaitsForAServiceThatComesLater) {
  const std::string late = service() + "-late";
  NodeCall call{.target = late + ":9080", .deadline_ms = 14000, .wait_for_ready = true};
  auto reply = std::async(std::launch::async, [&] { return node().Send(call); });
  ASSERT_TRUE(Soon([&] {
    for (const control::StreamStatus& stream : control().StreamsOf("grpc-node")) {
      const auto& names = stream.types[static_cast<int>(translate::Type::kListener)].names;
      if (std::find(names.begin(), names.end(), call.target) != names.end()) return true;
    }
    return false;
  })) << "it has asked";
  control().Apply(ServiceYaml(late) + WorkloadYaml(late, late, "v1", AddBackend("one", "v1").port()));
  const NodeReply answered = reply.get();
  EXPECT_EQ(answered.code, kOk) << answered.message;
  node().Close(call.target);
}

TEST_F(GrpcNode, WaitsForABackendThatComesLater) {
  NodeCall call = CallOf();
  call.wait_for_ready = true;
  auto reply = std::async(std::launch::async, [&] { return node().Send(call); });
  AddBackend("one", "v1");
  EXPECT_EQ(reply.get().text, "one");
}

// A name that is dropped and taken up again before the server has received either must be answered all the same.
TEST_F(GrpcNode, MayDropANameAndTakeItUpAtOnce) {
  AddBackend("one", "v1");
  const std::string other = AddOther();  // which keeps the stream
  NodeCall call = CallOf();
  call.wait_for_ready = call.fresh = true;
  for (int round = 0; round < 50; ++round) {
    const NodeReply reply = node().Send(call);
    ASSERT_EQ(reply.text, "one") << "round " << round << ": " << reply.message;
  }
  EXPECT_EQ(node().Send({.target = other}).text, "two");
}

// With its last channel this client gives up its stream, and with the next one it opens another, before the first has ended.
TEST_F(GrpcNode, MayCloseItsOnlyChannelAndOpenAnotherAtOnce) {
  AddBackend("one", "v1");
  NodeProcess client(*FindNode(), {.control_plane = control().address(), .node_id = "grpc-node-restless"});
  NodeCall call = CallOf();
  call.wait_for_ready = call.fresh = true;
  for (int round = 0; round < 20; ++round) {
    const NodeReply reply = client.Send(call);
    ASSERT_EQ(reply.text, "one") << "round " << round << ": " << reply.message;
  }
}

TEST_F(GrpcNode, SharesAStreamAmongItsChannels) {
  AddTwoVersions();
  NodeProcess client(*FindNode(), {.control_plane = control().address(), .node_id = "grpc-node-pair"});
  const NodeCall one{.target = target()};
  const NodeCall other{.target = service() + ".default:9080"};
  const auto both_reach = [&](const std::string& who) {
    return Soon([&] { return client.Send(one).text == who && client.Send(other).text == who; });
  };
  ApplyRoutes("  - route: [{destination: {host: HOST, subset: v1}}]");
  ASSERT_TRUE(both_reach("v1"));
  EXPECT_EQ(control().StreamsOf("grpc-node-pair").size(), 1u);
  ApplyRoutes("  - route: [{destination: {host: HOST, subset: v2}}]");
  EXPECT_TRUE(both_reach("v2"));
  client.Close(other.target);
  EXPECT_EQ(client.Send(one).text, "v2") << "one channel less";
  ApplyRoutes("  - route: [{destination: {host: HOST, subset: v1}}]");
  EXPECT_TRUE(Soon([&] { return client.Send(one).text == "v1"; }));
}

TEST_F(GrpcNode, LeavesABackendThatIsGone) {
  AddBackend("one", "v1");
  AddBackend("two", "v1");
  ASSERT_TRUE(Soon([&] { return Count(4) == (Counts{{"one", 2}, {"two", 2}}); }));
  control().Delete("workloadentries", "two-" + service());
  EXPECT_TRUE(SettlesOn("one"));
}

}  // namespace
}  // namespace weft::test
