// SPDX-License-Identifier: Apache-2.0
// Resources that come late, go, and come back; a control plane that goes and comes back.
#include <algorithm>

#include "base/strings.h"
#include "interop/grpc_cpp/callers.h"
#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

using ::grpc::StatusCode;
using std::chrono::seconds;

class Resources : public StockGrpc {
 protected:
  Resources() {
    AddVersion("v1");
    AddVersion("v2");
    EXPECT_TRUE(EachAnswers({"v1", "v2"}));
  }
  static bool Fails(const Channel& channel) { return Call(channel, {.wait_for_ready = false}).code != StatusCode::OK; }
};

TEST_F(Resources, AServiceThatIsMadeLaterIsReached) {
  const Channel late = Connect("late");
  PendingCall waiting(late);
  EXPECT_TRUE(Eventually([&] {  // the control plane has received the request
    for (const auto& stream : control_plane().StreamsOf(kStockNode)) {
      const auto& names = stream.types[static_cast<int>(translate::Type::kListener)].names;
      if (std::count(names.begin(), names.end(), StrCat("late.", ns(), ":9080")) > 0) return true;
    }
    return false;
  }));
  EXPECT_FALSE(waiting.Done());
  Apply(
      "{apiVersion: v1, kind: Service, metadata: {name: late}, "
      "spec: {selector: {app: echo}, ports: [{name: grpc, port: 9080}]}}");
  EXPECT_EQ(waiting.Wait().code, StatusCode::OK);
}

TEST_F(Resources, BackendsThatComeLaterAreReached) {
  Apply(ServiceYaml("empty"));
  const Channel channel = Connect("empty");
  ASSERT_TRUE(Eventually([&] { return Fails(channel); })) << "there is nobody";
  PendingCall waiting(channel);
  AddBackend({.name = "first", .app = "empty"});
  EXPECT_EQ(waiting.Wait().text, "first");
}

// gRPC 1.51 drops a channel's routes with its listener, and does not take the same ones again; but those of a
// service that was made again are not quite the same.
TEST_F(Resources, AServiceThatIsDeletedFailsAndComesBack) {
  const Channel other = Connect("other");
  Apply(ServiceYaml("other"));
  AddBackend({.name = "elsewhere", .app = "other"});
  ASSERT_EQ(Call(other).text, "elsewhere");
  Delete("services", "echo");
  EXPECT_TRUE(Eventually([&] { return Fails(channel_); }, seconds(20)));
  EXPECT_EQ(Count(other, 10), (Counts{{"elsewhere", 10}})) << "other channels of the process are not concerned";
  Apply(ServiceYaml("echo"));
  EXPECT_TRUE(Eventually([&] { return !Fails(channel_); }, seconds(20))) << "the channel from before";
  EXPECT_FALSE(Fails(Connect()));
  ApplyRoutes("  - route: [{destination: {host: echo, subset: v2}}]");
  EXPECT_EQ(Count(10), (Counts{{"v2", 10}}));
}

// Such a bootstrap gives the channel an xDS client of its own.
TEST_F(Resources, AServiceThatIsDeletedStaysWhereTheBootstrapConfiguresIt) {
  ::grpc::ChannelArguments arguments;
  arguments.SetString("grpc.TEST_ONLY_DO_NOT_USE_IN_PROD.xds_bootstrap_config",
                      BootstrapWith(R"("xds_v3", "ignore_resource_deletion")"));
  const Channel faithful = Connect("echo", arguments);
  ASSERT_EQ(Call(faithful).code, StatusCode::OK);
  Delete("services", "echo");
  ASSERT_TRUE(Eventually([&] { return Fails(channel_); }, seconds(20)));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Call(faithful, {.wait_for_ready = false}).code, StatusCode::OK);
}

TEST_F(Resources, ChannelsOfAProcessShareAStreamAndDoNotDisturbEachOther) {
  Apply(ServiceYaml("other"));
  AddBackend({.name = "elsewhere", .app = "other"});
  Callers callers(channel_, 2);
  const Channel other = Connect("other");
  EXPECT_EQ(Call(other).text, "elsewhere");
  ApplyRoutes("  - route: [{destination: {host: echo, subset: v1}}]");
  EXPECT_EQ(Count(10), (Counts{{"v1", 10}}));
  EXPECT_EQ(Count(other, 10), (Counts{{"elsewhere", 10}}));
  EXPECT_TRUE(Eventually([&] { return control_plane().StreamsOf(kStockNode).size() == 1; }));
  EXPECT_EQ(callers.Stop(), "");
}

// A name that is dropped and taken up again at once may be requested under the nonce that was acknowledged already. A server
// that takes that for one more acknowledgement leaves the client waiting for fifteen seconds.
TEST_F(Resources, ANameThatIsDroppedAndTakenUpAgainIsAnswered) {
  Apply(ServiceYaml("other"));
  AddBackend({.name = "elsewhere", .app = "other"});
  for (int i = 0; i < 100; ++i) {
    const Reply reply = Call(Connect("other"), {.deadline = seconds(5)});
    ASSERT_EQ(reply.text, "elsewhere") << "the channel number " << i;
  }
  EXPECT_EQ(Count(2), (Counts{{"v1", 1}, {"v2", 1}}));
}

TEST_F(Resources, CallsGoOnWithoutTheControlPlaneAndFollowItWhenItIsBack) {
  ApplyRoutes("  - route: [{destination: {host: echo, subset: v1}}]");
  Callers callers(channel_, 2);
  control_plane().Stop();
  EXPECT_EQ(Count(50), (Counts{{"v1", 50}}));
  const int rules = WriteRoutes("  - route: [{destination: {host: echo, subset: v2}}]");
  control_plane().Start();
  EXPECT_TRUE(Follows(channel_, rules)) << "what was written meanwhile";
  EXPECT_EQ(Count(10), (Counts{{"v2", 10}}));
  ApplyRoutes("  - route: [{destination: {host: echo, subset: v1}}]");
  EXPECT_EQ(Count(10), (Counts{{"v1", 10}}));
  EXPECT_EQ(callers.Stop(), "");
}

TEST_F(Resources, AChannelThatIsMadeWhileTheControlPlaneIsAwayWaitsForIt) {
  control_plane().Stop();
  Apply(ServiceYaml("other"));
  const Channel other = Connect("other");
  PendingCall waiting(other);
  AddBackend({.name = "elsewhere", .app = "other"});
  control_plane().Start();
  EXPECT_EQ(waiting.Wait().text, "elsewhere");
}

}  // namespace
}  // namespace weft::test
