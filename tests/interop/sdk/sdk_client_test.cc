// SPDX-License-Identifier: Apache-2.0
// The SDK against the control plane over sockets, by both variants of the protocol. Calls are decided and not sent.
#include <chrono>
#include <memory>
#include <string>
#include <variant>

#include "gmock/gmock.h"
#include "interop/support/control_plane.h"
#include "support/eventually.h"
#include "weft/call.h"
#include "weft/mesh.h"

namespace weft::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr seconds kPatience{15};

std::string EchoYaml() { return ServiceYaml("echo", "http") + SubsetsYaml("echo"); }

class SdkClient : public ::testing::TestWithParam<XdsProtocol> {
 protected:
  SdkClient() {
    control_plane_.Apply(EchoYaml());
    one_ = StartBackend("v1", 4001);
    two_ = StartBackend("v2", 4002);
    client_ = StartMesh("client");
  }
  ~SdkClient() override { EXPECT_EQ(control_plane_.Refusals(), ""); }

  std::shared_ptr<Mesh> StartMesh(const std::string& name) const {
    Bootstrap bootstrap;
    bootstrap.xds_servers = {{.server_uri = control_plane_.address()}};
    bootstrap.node.id = "sidecar~127.0.0.1~" + name + ".default~default.svc.cluster.local";
    bootstrap.node.metadata_json = R"({"NAMESPACE": "default"})";
    bootstrap.xds_protocol = GetParam();
    weft::MeshOptions options;
    options.log = [](LogLevel, std::string_view) {};
    return *Mesh::Start(bootstrap, options);
  }
  std::shared_ptr<Mesh> StartBackend(const std::string& version, uint16_t port) const {
    auto mesh = StartMesh(version);
    mesh->Announce({.name = "echo-" + version,
                    .labels = {{"app", "echo"}, {"version", version}},
                    .address = "127.0.0.1",
                    .ports = {{"http", port}}});
    return mesh;
  }
  void RouteTo(const std::string& subset) {
    control_plane_.Apply(RoutesYaml("echo", "  - route: [{destination: {host: echo, subset: " + subset + "}}]"));
  }
  // The port that a call goes to, 0 when it goes nowhere.
  int PortFor(const std::string& authority) {
    Call call = client_->StartCall({.authority = authority, .path = "/", .deadline = Clock::now() + milliseconds(500)});
    for (;;) {
      Step step = call.Next();
      if (auto* wait = std::get_if<Wait>(&step)) {
        call.Sleep(*wait);
        continue;
      }
      auto* send = std::get_if<weft::Send>(&step);
      if (send == nullptr) return 0;
      const int port = send->connection.port;
      send->attempt.Finish(Outcome::Response(200));
      return port;
    }
  }
  bool AllGoTo(int port) {
    return Eventually(
        [&] {
          for (int i = 0; i < 6; ++i) {
            if (PortFor("echo:9080") != port) return false;
          }
          return true;
        },
        kPatience);
  }

  ControlPlane control_plane_;
  std::shared_ptr<Mesh> one_;
  std::shared_ptr<Mesh> two_;
  std::shared_ptr<Mesh> client_;
};

TEST_P(SdkClient, FollowsRulesToWorkloadsThatAnnouncedThemselvesByTheConfiguredProtocol) {
  RouteTo("v2");
  EXPECT_TRUE(AllGoTo(4002));
  RouteTo("v1");
  EXPECT_TRUE(AllGoTo(4001));
  for (const auto& stream : control_plane_.Inspect().streams) EXPECT_EQ(stream.delta, GetParam() == XdsProtocol::kDelta);
}

TEST_P(SdkClient, AWorkloadThatClosesItsStreamIsGoneAtOnce) {
  ASSERT_TRUE(Eventually([&] { return PortFor("echo:9080") == 4001; }, kPatience));
  one_->Shutdown();
  EXPECT_TRUE(AllGoTo(4002));
}

TEST_P(SdkClient, WhatDoesNotExistIsNamedAndFoundWhenItComes) {
  Call call = client_->StartCall({.authority = "late:80", .path = "/", .deadline = Clock::now() + milliseconds(500)});
  Step step = call.Next();
  for (; std::holds_alternative<Wait>(step); step = call.Next()) call.Sleep(std::get<Wait>(step));
  ASSERT_TRUE(std::holds_alternative<weft::Reply>(step));
  EXPECT_THAT(std::get<weft::Reply>(step).body, HasSubstr("late"));
  control_plane_.Apply(
      "apiVersion: v1\nkind: Service\nmetadata: {name: late}\n"
      "spec: {selector: {app: echo}, ports: [{name: http, port: 80}]}\n");
  EXPECT_TRUE(Eventually([&] { return PortFor("late:80") != 0; }, kPatience));
}

TEST_P(SdkClient, AServiceThatIsRemovedIsMissedAndComesBack) {
  ASSERT_TRUE(Eventually([&] { return PortFor("echo:9080") != 0; }, kPatience));
  control_plane_.Delete("services", "echo");
  EXPECT_TRUE(Eventually([&] { return PortFor("echo:9080") == 0; }, kPatience));
  control_plane_.Apply(EchoYaml());
  EXPECT_TRUE(Eventually([&] { return PortFor("echo:9080") != 0; }, kPatience));
}

TEST_P(SdkClient, AServerThatComesBackUnchangedCountsAsConnectedAndSendsLaterChanges) {
  RouteTo("v1");
  ASSERT_TRUE(AllGoTo(4001));
  control_plane_.Stop();
  EXPECT_TRUE(Eventually([&] { return client_->Dump().find("not connected") != std::string::npos; }, kPatience));
  EXPECT_EQ(PortFor("echo:9080"), 4001);
  control_plane_.Start();
  EXPECT_TRUE(Eventually([&] { return client_->Dump().find("not connected") == std::string::npos; }, kPatience));
  RouteTo("v2");
  EXPECT_TRUE(AllGoTo(4002));
}

INSTANTIATE_TEST_SUITE_P(Both, SdkClient, ::testing::Values(XdsProtocol::kDelta, XdsProtocol::kStateOfTheWorld),
                         [](const auto& info) { return info.param == XdsProtocol::kDelta ? "Delta" : "StateOfTheWorld"; });

}  // namespace
}  // namespace weft::test
