// The SDK against the control plane over sockets, by both variants of the protocol. Calls are decided and not sent.
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <variant>

#include "ads/ads_server.h"
#include "ads/control.h"
#include "gmock/gmock.h"
#include "registry/test_world.h"
#include "weft/call.h"
#include "weft/mesh.h"

namespace weft::test {
namespace {

using ::testing::HasSubstr;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr char kEcho[] = R"(
apiVersion: v1
kind: Service
metadata: {name: echo}
spec: {selector: {app: echo}, ports: [{name: http, port: 9080}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: echo}
spec:
  host: echo
  subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
)";

template <typename Condition>
bool SoonEnough(Condition condition) {
  for (const auto end = std::chrono::steady_clock::now() + seconds(15); std::chrono::steady_clock::now() < end;) {
    if (condition()) return true;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return condition();
}

class SdkClient : public ::testing::TestWithParam<XdsProtocol> {
 protected:
  SdkClient() : store_(store::OpenMemoryStore()), control_(*ads::Control::Start(*store_, {})) {
    server_ = *ads::AdsServer::Start("127.0.0.1:0", *control_);
    Apply(kEcho);
    one_ = StartBackend("v1", 4001);
    two_ = StartBackend("v2", 4002);
    client_ = StartMesh("client");
  }
  ~SdkClient() override {
    for (const auto& stream : Streams()) {
      for (const auto& type : stream.types) EXPECT_EQ(type.nack_message, "");
    }
    one_.reset();
    two_.reset();
    client_.reset();
    server_.reset();
  }

  std::shared_ptr<Mesh> StartMesh(const std::string& name) const {
    Bootstrap bootstrap;
    bootstrap.xds_servers = {{.server_uri = server_->address()}};
    bootstrap.node.id = "sidecar~127.0.0.1~" + name + ".default~default.svc.cluster.local";
    bootstrap.node.metadata_json = R"({"NAMESPACE": "default"})";
    bootstrap.xds_protocol = GetParam();
    MeshOptions options;
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
  void Apply(const std::string& yaml) {
    for (const store::Object& object : registry::ObjectsFromYaml(yaml)) {
      auto stored = store_->Get(object.key);
      ASSERT_TRUE((stored.ok() ? store_->Update(object.key, *object.body, 0) : store_->Create(object.key, *object.body)).ok());
    }
  }
  void RouteTo(const std::string& subset) {
    Apply("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: echo}\nspec:\n  hosts: [echo]\n"
          "  http: [{route: [{destination: {host: echo, subset: " + subset + "}}]}]\n");
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
      auto* send = std::get_if<Send>(&step);
      if (send == nullptr) return 0;
      const int port = send->attempt.port();
      send->attempt.Finish(Outcome::Response(200));
      return port;
    }
  }
  bool AllGoTo(int port) {
    return SoonEnough([&] {
      for (int i = 0; i < 6; ++i) {
        if (PortFor("echo:9080") != port) return false;
      }
      return true;
    });
  }
  std::vector<ads::StreamStatus> Streams() { return control_->Inspect().streams; }

  std::unique_ptr<store::Store> store_;
  std::unique_ptr<ads::Control> control_;
  std::unique_ptr<ads::AdsServer> server_;
  std::shared_ptr<Mesh> one_;
  std::shared_ptr<Mesh> two_;
  std::shared_ptr<Mesh> client_;
};

TEST_P(SdkClient, FollowsRulesToWorkloadsThatAnnouncedThemselvesByTheProtocolItWasToldToSpeak) {
  RouteTo("v2");
  EXPECT_TRUE(AllGoTo(4002));
  RouteTo("v1");
  EXPECT_TRUE(AllGoTo(4001));
  for (const auto& stream : Streams()) EXPECT_EQ(stream.delta, GetParam() == XdsProtocol::kDelta);
}

TEST_P(SdkClient, AWorkloadThatSaysGoodbyeIsGoneAtOnce) {
  ASSERT_TRUE(SoonEnough([&] { return PortFor("echo:9080") == 4001; }));
  one_->Shutdown();
  EXPECT_TRUE(AllGoTo(4002));
}

TEST_P(SdkClient, WhatDoesNotExistIsNamedAndFoundWhenItComes) {
  Call call = client_->StartCall({.authority = "late:80", .path = "/", .deadline = Clock::now() + milliseconds(500)});
  Step step = call.Next();
  for (; std::holds_alternative<Wait>(step); step = call.Next()) call.Sleep(std::get<Wait>(step));
  ASSERT_TRUE(std::holds_alternative<weft::Reply>(step));
  EXPECT_THAT(std::get<weft::Reply>(step).body, HasSubstr("late"));
  Apply("apiVersion: v1\nkind: Service\nmetadata: {name: late}\n"
        "spec: {selector: {app: echo}, ports: [{name: http, port: 80}]}\n");
  EXPECT_TRUE(SoonEnough([&] { return PortFor("late:80") != 0; }));
}

TEST_P(SdkClient, AServiceThatIsRemovedIsMissedAndComesBack) {
  ASSERT_TRUE(SoonEnough([&] { return PortFor("echo:9080") != 0; }));
  ASSERT_TRUE(store_->Delete({"", "services", "default", "echo"}).ok());
  EXPECT_TRUE(SoonEnough([&] { return PortFor("echo:9080") == 0; }));
  Apply(kEcho);
  EXPECT_TRUE(SoonEnough([&] { return PortFor("echo:9080") != 0; }));
}

TEST_P(SdkClient, AServerThatComesBackUnchangedCountsAsConnectedAndSpeaksOfLaterChanges) {
  RouteTo("v1");
  ASSERT_TRUE(AllGoTo(4001));
  const std::string address = server_->address();
  server_.reset();
  EXPECT_TRUE(SoonEnough([&] { return client_->Dump().find("not connected") != std::string::npos; }));
  EXPECT_EQ(PortFor("echo:9080"), 4001);
  server_ = *ads::AdsServer::Start(address, *control_);
  EXPECT_TRUE(SoonEnough([&] { return client_->Dump().find("not connected") == std::string::npos; }));
  RouteTo("v2");
  EXPECT_TRUE(AllGoTo(4002));
}

INSTANTIATE_TEST_SUITE_P(Both, SdkClient, ::testing::Values(XdsProtocol::kDelta, XdsProtocol::kStateOfTheWorld),
                         [](const auto& info) { return info.param == XdsProtocol::kDelta ? "Delta" : "StateOfTheWorld"; });

}  // namespace
}  // namespace weft::test
