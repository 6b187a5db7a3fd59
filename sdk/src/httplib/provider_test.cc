// SPDX-License-Identifier: Apache-2.0
// Bodies that come from a content provider, and what else is cpp-httplib's alone.
#include <csignal>
#include <string>

#include "httplib/testing/client_test_base.h"

namespace weft::httplib {
namespace {

constexpr char kAnyFailure[] = "5xx,reset,connect-failure";

class ProviderTest : public ClientTestBase {
 protected:
  ScriptedServer well_{[](const RawRequest& request, Peer& peer) { peer.Respond(200, "well:" + request.body); }};
};

TEST_F(ProviderTest, ABodyFromAProviderIsNotSentAgainOnceBytesOfItWentOut) {
  for (const bool slam : {true, false}) {
    ScriptedServer failing([slam](const RawRequest&, Peer& peer) { slam ? peer.Close() : peer.Respond(503, "no"); });
    StartNewMesh();
    ServeWith({failing.port()}, [](Route& route) { Retry(route, kAnyFailure); });
    int calls = 0;
    const auto result = Client(mesh_, kShop)
                            .Post(
                                "/", 3,
                                [&](size_t, size_t, ::httplib::DataSink& sink) {
                                  ++calls;
                                  return sink.write("abc", 3);
                                },
                                "text/plain");
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(failing.count(), 1u);
    ASSERT_EQ(static_cast<bool>(result), !slam);
    if (result) {
      EXPECT_EQ(result->status, 503);
    }
  }
}

TEST_F(ProviderTest, ABodyFromAProviderIsStillThereWhenNoConnectionWasMade) {
  const BoundSocket nobody;
  ServeWith({nobody.port(), well_.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  Client client(mesh_, kShop);
  for (int i = 0; i < 10; ++i) {
    const auto result = client.Post(
        "/", 3, [](size_t, size_t, ::httplib::DataSink& sink) { return sink.write("abc", 3); }, "text/plain");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->body, "well:abc");
  }
}

TEST_F(ProviderTest, ARequestIsTheCallersAgainAfterTheCall) {
  ServeWith({well_.port()}, [](Route& route) {
    route.add_request_headers_to_remove("x-gone");
    route.mutable_route()->set_prefix_rewrite("/v2/");
  });
  ::httplib::Request request;
  request.method = "GET";
  request.path = "/a";
  request.headers = {{"X-Gone", "1"}};
  ::httplib::Response response;
  auto error = ::httplib::Error::Success;
  ASSERT_TRUE(Client(mesh_, kShop).send(request, response, error));
  EXPECT_EQ(WireHeader(well_.requests().back(), "x-gone"), "-");
  EXPECT_EQ(request.get_header_value("X-Gone"), "1");
  EXPECT_EQ(request.path, "/a");
}

TEST_F(ProviderTest, AHandlerThatRejectsTheResponseCancels) {
  ServeWith({well_.port()}, [](Route&) {});
  const auto result = Client(mesh_, kShop)
                          .Get(
                              "/", [](const ::httplib::Response&) { return false; }, [](const char*, size_t) { return true; });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), ::httplib::Error::Canceled);
}

TEST(Client, BrokenPipesDoNotEndTheProcess) {
  const auto before = std::signal(SIGPIPE, SIG_DFL);
  mesh::FakeControlPlane control_plane;
  {
    const Client client(control_plane.StartMesh(), kShop);
    struct sigaction now {};
    sigaction(SIGPIPE, nullptr, &now);
    EXPECT_EQ(now.sa_handler, SIG_IGN);
  }
  std::signal(SIGPIPE, before);
}

}  // namespace
}  // namespace weft::httplib
