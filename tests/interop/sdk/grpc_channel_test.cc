// SPDX-License-Identifier: Apache-2.0
// weft::grpc::CreateChannel against the control plane: gRPC's own client follows the rules that a mesh follows, under the
// mesh's node, mostly without anything in the environment.
#include <chrono>
#include <map>

#include "gmock/gmock.h"
#include "interop/sdk/greeter_backend.h"
#include "interop/support/control_plane.h"
#include "support/eventually.h"
#include "weft/grpc.h"

namespace weft::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Counts = std::map<std::string, int>;

constexpr std::chrono::seconds kSoon{15};

// A control plane with the greeter.
class GreetersPlane : public ControlPlane {
 public:
  GreetersPlane() { Apply(ServiceYaml("greeter") + SubsetsYaml("greeter")); }
  Bootstrap BootstrapOf(const std::string& name) const {
    Bootstrap bootstrap;
    bootstrap.xds_servers = {{.server_uri = address()}};
    bootstrap.node.id = "sidecar~127.0.0.1~" + name + ".default~default.svc.cluster.local";
    return bootstrap;
  }
};

class GrpcChannel : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(control_plane_.Refusals(), ""); }
  static ::grpc::Status Greet(::greeter::Greeter::Stub& stub, const std::string& name, std::string& text,
                              const std::string& user = "") {
    ::grpc::ClientContext call;
    call.set_wait_for_ready(true);
    call.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    if (!user.empty()) call.AddMetadata("end-user", user);
    ::greeter::Request request;
    request.set_name(name);
    ::greeter::Reply reply;
    auto status = stub.Greet(&call, request, &reply);
    text = reply.text();
    return status;
  }
  std::string Greet(const std::string& name, const std::string& user = "") {
    std::string text;
    const ::grpc::Status status = Greet(*stub_, name, text, user);
    return status.ok() ? text : "error: " + status.error_message();
  }
  Counts Count(int calls, const std::string& user = "") {
    Counts counts;
    for (int i = 0; i < calls; ++i) ++counts[Greet("who", user)];
    return counts;
  }
  // The versions that answer to the messages of one stream.
  std::vector<std::string> Stream(int messages, const std::string& user = "") {
    ::grpc::ClientContext call;
    call.set_wait_for_ready(true);
    call.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    if (!user.empty()) call.AddMetadata("end-user", user);
    auto stream = stub_->GreetEach(&call);
    std::vector<std::string> texts;
    ::greeter::Reply reply;
    for (int i = 0; i < messages && stream->Write({}) && stream->Read(&reply); ++i) texts.push_back(reply.text());
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    return texts;
  }
  std::shared_ptr<::grpc::Channel> Channel() { return *grpc::CreateChannel(mesh_, "greeter:9080"); }
  int StreamsOfGrpc(const std::string& node) {
    int streams = 0;
    for (const control::StreamStatus& stream : control_plane_.StreamsOf(node)) {
      if (stream.node->user_agent.starts_with("gRPC")) ++streams;
    }
    return streams;
  }
  void ApplyRules(const std::string& http) {
    control_plane_.Apply(
        "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: greeter}, "
        "spec: {hosts: [greeter], http: " +
        http + "}}");
  }
  void AwaitBoth() {
    ASSERT_TRUE(Eventually([&] { return Greet("who") == "v1"; }, kSoon));
    ASSERT_TRUE(Eventually([&] { return Greet("who") == "v2"; }, kSoon));
  }

  GreetersPlane control_plane_;
  GreeterBackend v1_{control_plane_.BootstrapOf("greeter-1"), "v1"};
  GreeterBackend v2_{control_plane_.BootstrapOf("greeter-2"), "v2"};
  std::shared_ptr<Mesh> mesh_ = *Mesh::Start(control_plane_.BootstrapOf("shop"));
  std::vector<std::shared_ptr<::grpc::Channel>> channels_;
  std::unique_ptr<::greeter::Greeter::Stub> stub_ = ::greeter::Greeter::NewStub(Channel());
};

TEST_F(GrpcChannel, ReachesEveryVersionUnderTheNodeOfTheMesh) {
  AwaitBoth();
  EXPECT_EQ(StreamsOfGrpc(mesh_->bootstrap().node.id), 1);
}

TEST_F(GrpcChannel, SharesAStreamWithOthersWhenTheEnvironmentHoldsTheBootstrap) {
  const Bootstrap bootstrap = control_plane_.BootstrapOf("shared");
  const std::string json = R"({"xds_servers": [{"server_uri": ")" + bootstrap.xds_servers[0].server_uri +
                           R"(", "channel_creds": [{"type": "insecure"}]}], "node": {"id": ")" + bootstrap.node.id + R"("}})";
  setenv("GRPC_XDS_BOOTSTRAP_CONFIG", json.c_str(), 1);
  auto mesh = *Mesh::Start(bootstrap);
  for (const char* authority : {"greeter:9080", "greeter.default:9080"}) {
    channels_.push_back(*grpc::CreateChannel(mesh, authority));
  }
  for (const auto& channel : channels_) {
    std::string text;
    EXPECT_TRUE(Greet(*::greeter::Greeter::NewStub(channel), "who", text).ok());
  }
  unsetenv("GRPC_XDS_BOOTSTRAP_CONFIG");
  EXPECT_EQ(StreamsOfGrpc(bootstrap.node.id), 1);
}

TEST_F(GrpcChannel, FollowsAHeaderRuleToASubsetInCallsAndStreams) {
  AwaitBoth();
  ApplyRules(R"([
    {match: [{headers: {end-user: {exact: jason}}}], route: [{destination: {host: greeter, subset: v2}}]},
    {route: [{destination: {host: greeter, subset: v1}}]}])");
  ASSERT_TRUE(Eventually([&] { return Count(4) == Counts{{"v1", 4}} && Count(1, "jason") == Counts{{"v2", 1}}; }, kSoon));
  EXPECT_EQ(Count(10, "jason"), (Counts{{"v2", 10}}));
  EXPECT_EQ(Count(10, "anna"), (Counts{{"v1", 10}}));
  EXPECT_THAT(Stream(3, "jason"), ElementsAre("v2", "v2", "v2"));
  EXPECT_THAT(Stream(3), ElementsAre("v1", "v1", "v1"));
}

TEST_F(GrpcChannel, SplitsByWeight) {
  AwaitBoth();
  ApplyRules(R"([{route: [{destination: {host: greeter, subset: v1}, weight: 80},
                                         {destination: {host: greeter, subset: v2}, weight: 20}]}])");
  constexpr int kCalls = 500;
  Counts counts;
  ASSERT_TRUE(Eventually([&] { return (counts = Count(50))["v1"] > 30; }, kSoon)) << "the even split of before is over";
  counts = Count(kCalls);
  EXPECT_EQ(counts["v1"] + counts["v2"], kCalls);
  EXPECT_NEAR(counts["v2"], kCalls / 5, 45) << "five standard deviations";
}

// gRPC 1.51 ends calls by a route's timeout up to two seconds early.
TEST_F(GrpcChannel, EndsACallByTheTimeoutOfItsRoute) {
  AwaitBoth();
  ApplyRules("[{timeout: 4s, route: [{destination: {host: greeter, subset: v1}}]}]");
  ASSERT_TRUE(Eventually([&] { return Count(4) == Counts{{"v1", 4}}; }, kSoon)) << ::testing::PrintToString(Count(4));
  std::string text;
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Greet(*stub_, "slow", text).error_code(), ::grpc::StatusCode::DEADLINE_EXCEEDED);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GT(took, std::chrono::milliseconds(1500));
  EXPECT_LT(took, std::chrono::seconds(10)) << "the call's own deadline is 20 s";
}

TEST_F(GrpcChannel, CarriesTheHeadersOfTheInboundCallOnward) {
  AwaitBoth();
  v1_.set_next(*grpc::CreateChannel(v1_.mesh(), "greeter:9080"));
  ApplyRules(R"([
    {match: [{headers: {x-request-id: {exact: first}}}], route: [{destination: {host: greeter, subset: v1}}]},
    {match: [{headers: {end-user: {exact: jason}}}], route: [{destination: {host: greeter, subset: v2}}]},
    {route: [{destination: {host: greeter, subset: v1}}]}])");
  ASSERT_TRUE(Eventually([&] { return Count(4) == Counts{{"v1", 4}} && Greet("who", "jason") == "v2"; }, kSoon));
  Context context;
  context.Set("end-user", "jason");
  context.Set("x-request-id", "first");
  Context::Scope scope(&context);
  EXPECT_EQ(Greet("onward header end-user"), "jason");
  EXPECT_EQ(Greet("onward header x-forwarded-for"), "127.0.0.1, 127.0.0.1");
  EXPECT_EQ(Greet("onward deadline"), "some") << "the caller's 20 s";
  context.Set("x-request-id", "");
  EXPECT_EQ(Greet("who"), "v2") << "the rule for jason";
  EXPECT_EQ(Greet("header x-request-id").size(), 36u) << "every call has one";
  EXPECT_EQ(Greet("who", "anna"), "v1") << "what a call sets itself counts";
}

TEST_F(GrpcChannel, NamesTheFieldsThatGrpcDoesNotApply) {
  AwaitBoth();
  const auto fields = [&] {
    return grpc::IgnoredFields(mesh_, "greeter:9080").value_or(std::vector<std::string>{"unavailable"});
  };
  EXPECT_TRUE(Eventually([&] { return fields().empty(); }, kSoon)) << ::testing::PrintToString(fields());
  ApplyRules(R"([{rewrite: {authority: other}, mirror: {host: greeter, subset: v1},
    route: [{destination: {host: greeter, subset: v2}}]}])");
  ASSERT_TRUE(Eventually([&] { return fields().size() == 2; }, kSoon)) << ::testing::PrintToString(fields());
  EXPECT_THAT(fields(), ElementsAre("virtualservice/default/greeter http[0]: rewrite: gRPC clients send requests as they are",
                                    "virtualservice/default/greeter http[0]: mirrors: gRPC clients send no copies"));
  EXPECT_TRUE(Eventually([&] { return Count(10) == Counts{{"v2", 10}}; }, kSoon)) << "the rest of the rule is applied";
  EXPECT_EQ(grpc::IgnoredFields(mesh_, "nobody:1").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(GrpcChannel, OfSeveralMeshesEachHasItsOwnControlPlane) {
  AwaitBoth();
  GreetersPlane other;
  GreeterBackend elsewhere(other.BootstrapOf("greeter-3"), "elsewhere");
  auto mesh = *Mesh::Start(other.BootstrapOf("shop"));
  auto stub = ::greeter::Greeter::NewStub(*grpc::CreateChannel(mesh, "greeter:9080"));
  std::string text;
  EXPECT_TRUE(Greet(*stub, "who", text).ok());
  EXPECT_EQ(text, "elsewhere");
  EXPECT_EQ(Count(10).count("elsewhere"), 0u);
}

TEST_F(GrpcChannel, OutlivesItsMesh) {
  AwaitBoth();
  mesh_->Shutdown();
  mesh_.reset();
  EXPECT_EQ(Count(4).size(), 2u);
}

TEST_F(GrpcChannel, IsRefusedWithAReason) {
  for (const char* wrong : {"", "greeter:", "a b", "user@greeter:9080"}) {
    const auto channel = grpc::CreateChannel(mesh_, wrong);
    EXPECT_EQ(channel.status().code(), absl::StatusCode::kInvalidArgument) << wrong;
    EXPECT_THAT(std::string(channel.status().message()), HasSubstr("is no authority"));
  }
  mesh_->Shutdown();
  EXPECT_EQ(grpc::CreateChannel(mesh_, "greeter:9080").status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace weft::test
