// SPDX-License-Identifier: Apache-2.0
// gRPC's own xDS servers: they serve when the control plane has sent their configuration.
#include "interop/grpc_cpp/callers.h"
#include "interop/grpc_cpp/stock_grpc.h"

namespace weft::test {
namespace {

using ::grpc::StatusCode;

class Servers : public StockGrpc {
 protected:
  static bool Serves(const Backend& server) {
    return Eventually([&] { return server.ServingStatus() == "OK"; }, std::chrono::seconds(20));
  }
  // As a client without support for xDS.
  static Channel Plain(const Backend& server) {
    return ::grpc::CreateChannel(server.Address(), ::grpc::InsecureChannelCredentials());
  }
};

TEST_F(Servers, ServeOnceTheyHaveTheirListener) {
  Backend& server = AddBackend({.name = "server", .xds = true});
  ASSERT_TRUE(Serves(server)) << server.ServingStatus();
  EXPECT_EQ(Call(Plain(server)).text, "server");
  EXPECT_EQ(Send().text, "server") << "xDS on both sides";
  Chat chat(channel_);
  EXPECT_EQ(chat.Send(), "server");
  EXPECT_EQ(chat.Finish().code, StatusCode::OK);
}

TEST_F(Servers, KeepTheirListenersWhenChannelsOfTheProcessComeAndGo) {
  Backend& server = AddBackend({.name = "server", .xds = true});
  ASSERT_TRUE(Serves(server)) << server.ServingStatus();
  Apply(ServiceYaml("other"));
  AddBackend({.name = "elsewhere", .app = "other"});
  const Channel plain = Plain(server);
  ASSERT_EQ(Call(plain).text, "server");
  Callers callers(plain, 2);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Call(Connect("other")).text, "elsewhere");
  EXPECT_EQ(callers.Stop(), "");
  EXPECT_EQ(server.ServingStatus(), "OK");
  EXPECT_EQ(Call(Plain(server)).text, "server") << "new connections too";
}

TEST_F(Servers, SeveralInAProcess) {
  Backend& one = AddBackend({.name = "one", .xds = true});
  Backend& two = AddBackend({.name = "two", .xds = true});
  ASSERT_TRUE(Serves(one)) << one.ServingStatus();
  ASSERT_TRUE(Serves(two)) << two.ServingStatus();
  EXPECT_TRUE(EachAnswers({"one", "two"}));
  one.Stop();
  EXPECT_EQ(Call(Plain(two)).text, "two");
}

TEST_F(Servers, ServeOnWhileTheControlPlaneIsAway) {
  Backend& server = AddBackend({.name = "server", .xds = true});
  ASSERT_TRUE(Serves(server)) << server.ServingStatus();
  const Channel before = Plain(server);
  ASSERT_EQ(Call(before).text, "server");
  Callers callers(before, 2);
  control_plane().Stop();
  EXPECT_EQ(Call(Plain(server)).text, "server");
  control_plane().Start();
  ApplyRoutes("  - route: [{destination: {host: echo}}]");
  EXPECT_EQ(callers.Stop(), "");
  EXPECT_EQ(server.ServingStatus(), "OK");
}

TEST_F(Servers, WaitForTheControlPlane) {
  control_plane().Stop();
  Backend& server = AddBackend({.name = "server", .xds = true});
  EXPECT_EQ(Call(Plain(server), {.wait_for_ready = false}).code, StatusCode::UNAVAILABLE);
  control_plane().Start();
  ASSERT_TRUE(Serves(server)) << server.ServingStatus();
  EXPECT_EQ(Call(Plain(server)).text, "server");
}

}  // namespace
}  // namespace weft::test
