// SPDX-License-Identifier: Apache-2.0
// Mirrors: what they get, and that calls do not feel them.
#include <string>

#include "httplib/mirror_sender.h"
#include "httplib/testing/client_test_base.h"

namespace weft::httplib {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class MirrorTest : public ClientTestBase {
 protected:
  static void MirrorTo(Route& route, const std::string& cluster, bool suffix = false) {
    auto* mirror = route.mutable_route()->add_request_mirror_policies();
    mirror->set_cluster(cluster);
    mirror->set_disable_shadow_host_suffix_append(!suffix);
  }

  ScriptedServer server_{[](const RawRequest& request, Peer& peer) { peer.Respond(200, "well:" + request.body); }};
};

TEST_F(MirrorTest, GetsTheRequestAsItGoesOut) {
  ScriptedServer mirror([](const RawRequest&, Peer& peer) { peer.Respond(500, "nobody reads this"); });
  ServeWith({server_.port()},
            [](Route& route) {
              MirrorTo(route, "shadow");
              route.mutable_route()->set_prefix_rewrite("/v2/");
              auto* edit = route.add_request_headers_to_add();
              edit->mutable_header()->set_key("x-added");
              edit->mutable_header()->set_value("1");
            },
            {{"shadow", {mirror.port()}}});
  Client client(mesh_, kShop);
  const std::string body(100'000, 'b');
  EXPECT_EQ(client.Post("/a?b=c", body, "text/plain")->body, "well:" + body);
  ASSERT_TRUE(mirror.WaitForRequests(1));
  const RawRequest copy = mirror.requests().front(), original = server_.requests().front();
  EXPECT_EQ(RequestLine(copy), "POST /v2/a?b=c HTTP/1.1");
  EXPECT_EQ(copy.body, body);
  for (const char* name : {"host", "x-added", "content-type", "content-length", "x-request-id"}) {
    EXPECT_EQ(WireHeader(copy, name), WireHeader(original, name)) << name;
  }
  EXPECT_EQ(WireHeader(copy, "host"), "shop:9080");
}

TEST_F(MirrorTest, TheHostIsTheTargets) {
  ScriptedServer mirror([](const RawRequest&, Peer& peer) { peer.Respond(200, ""); });
  ServeWith({server_.port()}, [](Route& route) { MirrorTo(route, "shadow", true); }, {{"shadow", {mirror.port()}}});
  Client client(mesh_, kShop);
  ASSERT_TRUE(client.Get("/"));
  EXPECT_EQ(WireHeader(server_.requests().front(), "host"), "shop:9080");
  ASSERT_TRUE(mirror.WaitForRequests(1));
  EXPECT_EQ(WireHeader(mirror.requests().front(), "host"), "shop-shadow:9080");
}

TEST_F(MirrorTest, SeveralMirrorsGetOneCopyEachAndConnectionsAreKept) {
  ScriptedServer first([](const RawRequest&, Peer& peer) { peer.Respond(200, "first"); });
  ScriptedServer second([](const RawRequest&, Peer& peer) { peer.Respond(200, "second"); });
  ServeWith({server_.port()},
            [](Route& route) {
              MirrorTo(route, "shadow-1");
              MirrorTo(route, "shadow-2");
            },
            {{"shadow-1", {first.port()}}, {"shadow-2", {second.port()}}});
  Client client(mesh_, kShop);
  for (size_t calls = 1; calls <= 10; ++calls) {
    ASSERT_EQ(client.Get("/")->body, "well:");
    ASSERT_TRUE(first.WaitForRequests(calls));
    ASSERT_TRUE(second.WaitForRequests(calls));
  }
  EXPECT_EQ(first.count(), 10u);
  EXPECT_EQ(second.count(), 10u);
  EXPECT_EQ(client.mirrors_dropped(), 0u);
}

TEST_F(MirrorTest, AMirrorThatHangsSlowsNoCallAndWhatPilesUpIsDropped) {
  ScriptedServer hanging([](const RawRequest&, Peer& peer) { peer.Hang(); });
  ServeWith({server_.port()}, [](Route& route) { MirrorTo(route, "shadow"); }, {{"shadow", {hanging.port()}}});
  const TimePoint start = Clock::now();
  {
    Client client(mesh_, kShop);
    constexpr size_t kCalls = MirrorSender::kMaxWaiting + MirrorSender::kMaxThreads + 30;
    for (size_t i = 0; i < kCalls; ++i) ASSERT_EQ(client.Get("/")->body, "well:");
    ASSERT_TRUE(hanging.WaitForRequests(MirrorSender::kMaxThreads));
    EXPECT_GE(client.mirrors_dropped(), 30u);
    EXPECT_LE(client.mirrors_dropped(), 30u + MirrorSender::kMaxThreads);
    EXPECT_EQ(hanging.count(), MirrorSender::kMaxThreads);
  }  // and the end does not wait for it either
  EXPECT_LT(Clock::now() - start, seconds(5));
}

TEST_F(MirrorTest, LargeBodiesDoNotPileUp) {
  ScriptedServer hanging([](const RawRequest&, Peer& peer) { peer.Hang(); });
  ServeWith({server_.port()}, [](Route& route) { MirrorTo(route, "shadow"); }, {{"shadow", {hanging.port()}}});
  Client client(mesh_, kShop);
  const std::string body(MirrorSender::kMaxWaitingBytes / 2 + 1, 'x');
  for (size_t i = 0; i < MirrorSender::kMaxThreads; ++i) {
    ASSERT_TRUE(client.Post("/", body, "text/plain"));
    ASSERT_TRUE(hanging.WaitForRequests(i + 1));
  }
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client.Post("/", body, "text/plain"));
  EXPECT_EQ(client.mirrors_dropped(), 2u);
}

TEST_F(MirrorTest, AMirrorThatIsNotThereHurtsNobody) {
  const BoundSocket nobody;
  ServeWith({server_.port()}, [](Route& route) { MirrorTo(route, "shadow"); }, {{"shadow", {nobody.port()}}});
  Client client(mesh_, kShop);
  for (int i = 0; i < 10; ++i) ASSERT_EQ(client.Get("/")->body, "well:");
}

// The queue of a listening socket that nobody accepts from is full after two: more connections are never made.
TEST_F(MirrorTest, TheEndDoesNotWaitForAConnectionThatIsNeverMade) {
  const BoundSocket full;
  full.Listen(0);
  ServeWith({server_.port()}, [](Route& route) { MirrorTo(route, "shadow"); }, {{"shadow", {full.port()}}});
  TimePoint end;
  {
    Client client(mesh_, kShop);
    for (int i = 0; i < 8; ++i) ASSERT_EQ(client.Get("/")->body, "well:");
    end = Clock::now();
  }
  EXPECT_LT(Clock::now() - end, seconds(1));
}

TEST_F(MirrorTest, BodiesFromProvidersAreNotMirrored) {
  ScriptedServer mirror([](const RawRequest&, Peer& peer) { peer.Respond(200, ""); });
  ServeWith({server_.port()}, [](Route& route) { MirrorTo(route, "shadow"); }, {{"shadow", {mirror.port()}}});
  Client client(mesh_, kShop);
  const auto provider = [](size_t, size_t, ::httplib::DataSink& sink) { return sink.write("abc", 3); };
  ASSERT_EQ(client.Post("/", 3, provider, "text/plain")->body, "well:abc");
  ASSERT_TRUE(client.Get("/after"));
  ASSERT_TRUE(mirror.WaitForRequests(1));
  EXPECT_EQ(RequestLine(mirror.requests().front()), "GET /after HTTP/1.1");
}

}  // namespace
}  // namespace weft::httplib
