// SPDX-License-Identifier: Apache-2.0
#include "weft/mesh.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>

#include "mesh/testing/fake_control_plane.h"
#include "weft/testing.h"

namespace weft::mesh {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using weft::testing::FakeEnv;

// A conversation with the control plane of the tests has at most as many turns as there are types in a chain.
void Settle(const Mesh& mesh) {
  for (int turn = 0; turn < 10; ++turn) mesh.Dump();
}

class MeshTest : public ::testing::TestWithParam<XdsProtocol> {
 protected:
  MeshTest() : mesh_(control_plane_.StartMesh([](Bootstrap& bootstrap) { bootstrap.xds_protocol = GetParam(); }, env_)) {}

  // Drives a call as a synchronous transport does, until it has a Send or is over.
  static Step Drive(Call& call) {
    for (;;) {
      Step step = call.Next();
      auto* wait = std::get_if<Wait>(&step);
      if (wait == nullptr) return step;
      call.Sleep(*wait);
    }
  }
  RequestHead Head(std::string_view authority, milliseconds patience = seconds(10)) {
    return {.authority = authority, .path = "/", .deadline = env_->Now() + patience};
  }
  // Returns when the mesh has nothing left to do: each turn of its loop may have brought an answer that it has to look at.
  void Settle() { weft::mesh::Settle(*mesh_); }
  // The port that a call would be sent to, 0 when the mesh answers itself.
  int PortFor(std::string_view authority) {
    Call call = mesh_->StartCall(Head(authority));
    Step step = Drive(call);
    auto* send = std::get_if<Send>(&step);
    if (send == nullptr) return 0;
    const int port = send->connection.port;
    send->attempt.Finish(Outcome::Response(200));
    return port;
  }
  bool EventuallyPortIs(std::string_view authority, int port) {
    for (const TimePoint end = Clock::now() + seconds(10); Clock::now() < end;) {
      if (PortFor(authority) == port) return true;
    }
    return false;
  }

  const std::shared_ptr<FakeEnv> env_ = std::make_shared<FakeEnv>();
  FakeControlPlane control_plane_;
  std::shared_ptr<Mesh> mesh_;
};

TEST_P(MeshTest, TheFirstCallWaitsForItsConfiguration) {
  auto port = std::async(std::launch::async, [this] { return PortFor("reviews:9080"); });
  EXPECT_TRUE(control_plane_.WaitForRequest([](const auto& request) { return !request.names.empty(); }));
  control_plane_.Serve("reviews:9080", {{"c1", {4001}}});
  EXPECT_EQ(port.get(), 4001);
}

TEST_P(MeshTest, AHostWithoutAPortMeansPort80AndSpellingsShareOneSubscription) {
  control_plane_.Serve("reviews:80", {{"c1", {4001}}});
  EXPECT_EQ(PortFor("reviews"), 4001);
  EXPECT_EQ(PortFor("Reviews:80"), 4001);
}

TEST_P(MeshTest, AnUnknownHostFailsWithWhatIsMissingAndWhereItLookedAndFromThenOnAtOnce) {
  control_plane_.SetError(std::string(xds::TypeUrl(xds::ResourceType::kListener)), "nobody:80", "no Service \"nobody\"");
  Call call = mesh_->StartCall(Head("nobody", milliseconds(300)));
  Step wait = call.Next();
  ASSERT_TRUE(std::get<Wait>(wait).for_configuration);
  Settle();
  env_->AdvanceTo(std::get<Wait>(wait).until);
  Step step = call.Next();
  const auto& reply = std::get<Reply>(step);
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.body, HasSubstr("no Service \"nobody\""));
  EXPECT_THAT(reply.body, HasSubstr(FakeControlPlane::kAddress));
  Call next = mesh_->StartCall(Head("nobody", seconds(60)));
  EXPECT_TRUE(std::holds_alternative<Reply>(next.Next()));

  control_plane_.Serve("nobody:80", {{"c1", {4001}}});
  EXPECT_TRUE(EventuallyPortIs("nobody", 4001)) << "and works once it is there";
}

TEST_P(MeshTest, CallsGoOnWithTheLastConfigurationWhileTheControlPlaneIsAwayAndChangesArriveWhenItIsBack) {
  control_plane_.Serve("reviews:9080", {{"c1", {4001}}});
  ASSERT_EQ(PortFor("reviews:9080"), 4001);
  control_plane_.Stop();
  EXPECT_EQ(PortFor("reviews:9080"), 4001);
  control_plane_.Serve("reviews:9080", {{"c1", {4002}}});
  control_plane_.Restart();
  Settle();
  EXPECT_EQ(PortFor("reviews:9080"), 4001) << "the mesh pauses before it tries again";
  env_->Advance(seconds(1));
  EXPECT_TRUE(EventuallyPortIs("reviews:9080", 4002));
}

TEST_P(MeshTest, NewRoutesTakeOverOnlyWhenTheirClustersAreThere) {
  control_plane_.Serve("reviews:9080", {{"c1", {4001}}});
  ASSERT_EQ(PortFor("reviews:9080"), 4001);
  control_plane_.Set(xds::RoutesResponse("routes-reviews:9080", {"c2"}, ""), "routes-reviews:9080");
  ASSERT_TRUE(control_plane_.WaitForRequest([](const auto& request) { return request.names == std::set<std::string>{"c2"}; }));
  EXPECT_EQ(PortFor("reviews:9080"), 4001);
  control_plane_.Set(xds::EndpointsResponse("c2", {4002}, ""), "c2");
  control_plane_.Set(xds::ClusterResponse({"c2"}, ""), "c2");
  EXPECT_TRUE(EventuallyPortIs("reviews:9080", 4002));
}

TEST_P(MeshTest, AClusterWithoutEndpointsIsNoHealthyUpstream) {
  control_plane_.Serve("reviews:9080", {{"c1", {}}});
  Call call = mesh_->StartCall(Head("reviews:9080"));
  Step step = Drive(call);
  EXPECT_EQ(std::get<Reply>(step).reason, "no_healthy_upstream");
}

TEST_P(MeshTest, AnAttemptThatIsDroppedReportsItselfAsCancelledAndIsNotRetried) {
  control_plane_.Serve("reviews:9080", {{"c1", {4001}}});
  Call call = mesh_->StartCall(Head("reviews:9080"));
  { Step send = Drive(call); }
  Step step = call.Next();
  EXPECT_EQ(std::get<Done>(step).outcome.kind, Outcome::Kind::kCancelled);
  EXPECT_THAT(mesh_->Dump(), HasSubstr("endpoint 127.0.0.1:4001 in flight 0"));
}

TEST_P(MeshTest, AnnouncesAndClosesInOrder) {
  mesh_->Announce({.labels = {{"app", "reviews"}}, .address = "127.0.0.1", .ports = {{"http", 41000}}});
  const auto announces = [](int count) {
    return [count](const FakeControlPlane::Request& request) {
      return request.type_url == xds::kWorkloadTypeUrl &&
             request.node.metadata().fields().at("WEFT_WORKLOADS").list_value().values_size() == count;
    };
  };
  EXPECT_TRUE(control_plane_.WaitForRequest(announces(1)));
  mesh_->Shutdown();
  EXPECT_TRUE(control_plane_.WaitForRequest(announces(0)));
}

TEST_P(MeshTest, CallsAfterShutdownFailWithAReason) {
  mesh_->Shutdown();
  Call call = mesh_->StartCall(Head("reviews:9080"));
  Step step = call.Next();
  EXPECT_THAT(std::get<Reply>(step).body, HasSubstr("shut down"));
}

TEST_P(MeshTest, ShutdownWakesCallsThatWait) {
  auto reply = std::async(std::launch::async, [this] {
    Call call = mesh_->StartCall(Head("reviews:9080", seconds(60)));
    Step step = Drive(call);
    return std::get<Reply>(step).body;
  });
  ASSERT_TRUE(control_plane_.WaitForRequest([](const auto& request) { return !request.names.empty(); }));
  mesh_->Shutdown();
  EXPECT_THAT(reply.get(), HasSubstr("shut down"));
}

TEST_P(MeshTest, ACallbackRunsWhenTheConfigurationComes) {
  Call call = mesh_->StartCall(Head("reviews:9080"));
  Step step = call.Next();
  ASSERT_TRUE(std::get<Wait>(step).for_configuration);
  std::promise<void> ready;
  const ReadyHandle handle = call.OnReady([&] { ready.set_value(); });
  control_plane_.Serve("reviews:9080", {{"c1", {4001}}});
  ready.get_future().wait();
  Step send = call.Next();
  EXPECT_EQ(std::get<Send>(send).connection.id, "127.0.0.1:4001");
}

TEST_P(MeshTest, SeveralMeshesLiveInOneProcess) {
  FakeControlPlane other_plane;
  auto other = other_plane.StartMesh();
  control_plane_.Serve("reviews:9080", {{"c1", {4001}}});
  other_plane.Serve("reviews:9080", {{"c1", {4002}}});
  EXPECT_EQ(PortFor("reviews:9080"), 4001);
  std::swap(mesh_, other);
  EXPECT_EQ(PortFor("reviews:9080"), 4002);
  std::swap(mesh_, other);  // ends before its control plane
}

#if !defined(WEFT_THREAD_SANITIZER)  // TSan does not follow a fork of a process with threads
TEST_P(MeshTest, AForkedChildGetsAClearErrorAndNoHang) {
  control_plane_.Serve("reviews:9080", {{"c1", {4001}}});
  ASSERT_EQ(PortFor("reviews:9080"), 4001);
  const pid_t child = fork();
  if (child == 0) {
    Call call = mesh_->StartCall(Head("reviews:9080"));
    Step step = call.Next();
    const auto* reply = std::get_if<Reply>(&step);
    alarm(10);  // ends the child if the next line hangs
    mesh_.reset();
    _exit(reply != nullptr && reply->body.find("fork") != std::string::npos ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}
#endif

TEST_P(MeshTest, AClusterThatIsRemovedWhileARouteNamesItIsMissedByItsCallsAndComesBack) {
  control_plane_.Serve("reviews:9080", {{"c1", {4001}}});
  ASSERT_EQ(PortFor("reviews:9080"), 4001);
  control_plane_.Serve("ratings:9080", {{"c2", {4002}}});  // an empty state of the world would be no response at all
  ASSERT_EQ(PortFor("ratings:9080"), 4002);
  control_plane_.Remove(std::string(xds::TypeUrl(xds::ResourceType::kCluster)), "c1");
  EXPECT_TRUE(EventuallyPortIs("reviews:9080", 0));
  control_plane_.Set(xds::ClusterResponse({"c1"}, ""), "c1");
  EXPECT_TRUE(EventuallyPortIs("reviews:9080", 4001));
}

TEST_P(MeshTest, AfterAReconnectThatBringsNothingNewTheControlPlaneCountsAsConnectedAndGetsAnOrderlyClose) {
  control_plane_.Serve("reviews:9080", {{"c1", {4001}}});
  ASSERT_EQ(PortFor("reviews:9080"), 4001);
  control_plane_.Stop();
  mesh_->Announce({.labels = {{"app", "reviews"}}, .address = "127.0.0.1", .ports = {{"http", 41000}}});
  control_plane_.Restart();
  Settle();
  env_->Advance(seconds(1));
  const auto announces = [](int count) {
    return [count](const FakeControlPlane::Request& request) {
      return request.type_url == xds::kWorkloadTypeUrl &&
             request.node.metadata().fields().at("WEFT_WORKLOADS").list_value().values_size() == count;
    };
  };
  ASSERT_TRUE(control_plane_.WaitForRequest(announces(1)));
  EXPECT_THAT(mesh_->Dump(), ::testing::Not(HasSubstr("not connected")));
  mesh_->Shutdown();
  EXPECT_TRUE(control_plane_.WaitForRequest(announces(0)));
}

INSTANTIATE_TEST_SUITE_P(Both, MeshTest, ::testing::Values(XdsProtocol::kDelta, XdsProtocol::kStateOfTheWorld),
                         [](const auto& info) { return info.param == XdsProtocol::kDelta ? "Delta" : "StateOfTheWorld"; });

TEST(MeshReconnect, SendsByDeltaTheVersionsItHolds) {
  FakeControlPlane control_plane;
  const auto env = std::make_shared<FakeEnv>();
  auto mesh = control_plane.StartMesh([](Bootstrap&) {}, env);
  control_plane.Serve("reviews:9080", {{"c1", {4001}}});
  mesh->Prefetch("reviews:9080");
  Settle(*mesh);
  control_plane.Stop();
  control_plane.Restart();
  Settle(*mesh);
  env->Advance(seconds(1));
  EXPECT_TRUE(control_plane.WaitForRequest([](const auto& request) {
    return request.type_url == xds::TypeUrl(xds::ResourceType::kEndpoints) && request.versions.contains("c1");
  }));
}

TEST(MeshSubscription, ANameThatNobodyAnswersForIsMissingAfter15Seconds) {
  FakeControlPlane control_plane;
  const auto env = std::make_shared<FakeEnv>();
  auto mesh = control_plane.StartMesh([](Bootstrap&) {}, env);
  mesh->Prefetch("nobody:80");
  Settle(*mesh);
  EXPECT_THAT(mesh->Dump(), ::testing::Not(HasSubstr("nobody")));
  env->Advance(seconds(15));
  EXPECT_THAT(mesh->Dump(), HasSubstr("Listener \"nobody:80\": no answer from the control plane for 15 s"));
}

TEST(MeshFallback, AServerWithoutDeltaGetsStateOfTheWorld) {
  FakeControlPlane control_plane;
  control_plane.RefuseDelta();
  auto mesh = control_plane.StartMesh();
  control_plane.Serve("reviews:9080", {{"c1", {4001}}});
  Call call = mesh->StartCall({.authority = "reviews:9080", .path = "/", .deadline = Clock::now() + seconds(10)});
  Step step = call.Next();
  for (; std::holds_alternative<Wait>(step); step = call.Next()) call.Sleep(std::get<Wait>(step));
  ASSERT_TRUE(std::holds_alternative<Send>(step));
  EXPECT_EQ(std::get<Send>(step).connection.port, 4001);
}

TEST(MeshStart, RefusesABootstrapThatLeadsNowhere) {
  EXPECT_THAT(std::string(Mesh::Start(Bootstrap{}).status().message()), HasSubstr("xds_servers"));
  Bootstrap nameless;
  nameless.xds_servers = {{.server_uri = "127.0.0.1:1"}};
  EXPECT_THAT(std::string(Mesh::Start(nameless).status().message()), HasSubstr("node.id"));
}

}  // namespace
}  // namespace weft::mesh
