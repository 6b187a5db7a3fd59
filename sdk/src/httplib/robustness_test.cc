// Endpoints that misbehave in every way, beside one that is well.
#include <atomic>
#include <string>

#include "httplib/testing/client_test_base.h"

namespace weft::httplib {
namespace {

using std::chrono::milliseconds;

constexpr char kAnyFailure[] = "5xx,reset,connect-failure";
constexpr int kCalls = 40;

void AnswerWell(const RawRequest& request, Peer& peer) { peer.Respond(200, "well:" + request.body); }

class RobustnessTest : public ClientTestBase {
 protected:
  // An idempotent call must never fail while one endpoint is well.
  void ExpectNoCallFailsBeside(
      uint32_t bad_port, const std::function<void(Route&)>& change = [](Route&) {}) {
    ServeWith({bad_port, well_.port()}, [&](Route& route) {
      Retry(route, kAnyFailure);
      change(route);
    });
    Client client(mesh_, kShop);
    for (int i = 0; i < kCalls; ++i) {
      const auto result = client.Get("/");
      ASSERT_TRUE(result) << "call " << i << ": " << ::httplib::to_string(result.error());
      ASSERT_EQ(result->status, 200) << "call " << i << ": " << result->body;
      ASSERT_EQ(result->body, "well:");
    }
  }

  ScriptedServer well_{AnswerWell};
};

TEST_F(RobustnessTest, AnEndpointThatAcceptsAndNeverAnswersIsLeftAfterItsTry) {
  ScriptedServer silent([](const RawRequest&, Peer& peer) { peer.Hang(); });
  ExpectNoCallFailsBeside(silent.port(), [](Route& route) {
    route.mutable_route()->mutable_retry_policy()->mutable_per_try_timeout()->set_nanos(30'000'000);
  });
  EXPECT_GT(silent.count(), 0u);
}

TEST_F(RobustnessTest, AResetInTheMiddleOfABodyIsRetriedAndNothingOfItIsSeen) {
  ScriptedServer resetting([](const RawRequest&, Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of");
    peer.Reset();
  });
  ExpectNoCallFailsBeside(resetting.port());
  EXPECT_GT(resetting.count(), 0u);
}

TEST_F(RobustnessTest, AChunkedBodyThatBreaksOffIsRetriedToo) {
  ScriptedServer breaking([](const RawRequest&, Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf \r\n");
    peer.Close();
  });
  ExpectNoCallFailsBeside(breaking.port());
  EXPECT_GT(breaking.count(), 0u);
}

TEST_F(RobustnessTest, A503EverySecondTimeIsRetried) {
  std::atomic<int> requests{0};
  ScriptedServer flapping([&](const RawRequest& request, Peer& peer) {
    if (requests++ % 2 == 0)
      peer.Respond(503, "not now");
    else
      AnswerWell(request, peer);
  });
  ExpectNoCallFailsBeside(flapping.port());
  EXPECT_GT(requests, 1);
}

TEST_F(RobustnessTest, AGarbageStatusLineIsAReset) {
  for (const char* garbage : {"HTTP/9.9 abc\r\n\r\n", "\1\2\3\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n"}) {
    ScriptedServer rubbish([garbage](const RawRequest&, Peer& peer) {
      peer.Send(garbage);
      peer.Close();
    });
    StartNewMesh();
    ExpectNoCallFailsBeside(rubbish.port());
    EXPECT_GT(rubbish.count(), 0u);
  }
}

TEST_F(RobustnessTest, KeepAliveConnectionsThatAreClosedAtOnceAreReplaced) {
  ScriptedServer closing([](const RawRequest& request, Peer& peer) {
    AnswerWell(request, peer);
    peer.Close();
  });
  ServeWith({closing.port()}, [](Route&) {});  // without retries: the connection is the transport's own business
  Client client(mesh_, kShop);
  for (int i = 0; i < kCalls; ++i) ASSERT_EQ(client.Get("/")->body, "well:") << "call " << i;
}

TEST_F(RobustnessTest, ConnectionsThatAreClosedUnansweredAreRetried) {
  ScriptedServer slamming([](const RawRequest&, Peer& peer) { peer.Close(); });
  ExpectNoCallFailsBeside(slamming.port());
  EXPECT_GT(slamming.count(), 0u);
}

TEST_F(RobustnessTest, AnEndpointThatIsNotThereIsRetried) {
  const BoundSocket nobody;
  ExpectNoCallFailsBeside(nobody.port());
}

TEST_F(RobustnessTest, APostThatMayHaveArrivedIsNotSentTwiceByTheDefaultWords) {
  ScriptedServer slamming([](const RawRequest&, Peer& peer) { peer.Close(); });
  ServeWith({slamming.port()}, [](Route& route) { Retry(route, "connect-failure,refused-stream,unavailable,cancelled"); });
  Client client(mesh_, kShop);
  for (size_t calls = 1; calls <= 10; ++calls) {
    EXPECT_FALSE(client.Post("/", "pay", "text/plain"));
    EXPECT_EQ(slamming.count(), calls);
  }
}

// The connection is known and idle, and breaks with the request on it.
TEST_F(RobustnessTest, APostOnAConnectionThatBreaksIsNotSentTwice) {
  std::atomic<int> requests{0};
  ScriptedServer breaking([&](const RawRequest& request, Peer& peer) {
    ++requests;
    if (request.head.starts_with("POST"))
      peer.Close();
    else
      AnswerWell(request, peer);
  });
  ServeWith({breaking.port()}, [](Route&) {});
  Client client(mesh_, kShop);
  ASSERT_TRUE(client.Get("/"));
  EXPECT_FALSE(client.Post("/", "pay", "text/plain"));
  EXPECT_EQ(requests, 2);
}

TEST_F(RobustnessTest, APostIsSentAgainWhereRetryOnAllowsIt) {
  ScriptedServer slamming([](const RawRequest&, Peer& peer) { peer.Close(); });
  ServeWith({slamming.port(), well_.port()}, [](Route& route) { Retry(route, "reset"); });
  Client client(mesh_, kShop);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(client.Post("/", "pay", "text/plain")->body, "well:pay");
  EXPECT_GT(slamming.count(), 0u);
}

TEST_F(RobustnessTest, BodiesAreReplayedByteForByte) {
  ScriptedServer failing([](const RawRequest&, Peer& peer) { peer.Respond(503, "no"); });
  ServeWith({failing.port(), well_.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  std::string body(300'000, '\0');
  for (size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 >> 3);
  Client client(mesh_, kShop);
  for (int i = 0; i < 10; ++i) ASSERT_EQ(client.Put("/", body, "application/octet-stream")->body, "well:" + body);
  ASSERT_GT(failing.count(), 0u);
  for (const RawRequest& request : failing.requests()) EXPECT_EQ(request.body, body);
}

TEST_F(RobustnessTest, AnEmptyBodySaysItsLengthOnceHoweverOftenItIsSent) {
  ScriptedServer failing([](const RawRequest&, Peer& peer) { peer.Respond(503, "no"); });
  ServeWith({failing.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  Client client(mesh_, kShop);
  EXPECT_EQ(client.Post("/")->status, 503);
  ASSERT_EQ(failing.count(), 4u);
  for (const RawRequest& request : failing.requests()) EXPECT_EQ(WireHeader(request, "content-length"), "0") << request.head;
}

TEST_F(RobustnessTest, ABodyFromAProviderIsNotSentAgainOnceBytesOfItWentOut) {
  for (const bool slam : {true, false}) {
    ScriptedServer failing([slam](const RawRequest&, Peer& peer) { slam ? peer.Close() : peer.Respond(503, "no"); });
    StartNewMesh();
    ServeWith({failing.port()}, [](Route& route) { Retry(route, kAnyFailure); });
    int asked = 0;
    const auto result = Client(mesh_, kShop)
                            .Post(
                                "/", 3,
                                [&](size_t, size_t, ::httplib::DataSink& sink) {
                                  ++asked;
                                  return sink.write("abc", 3);
                                },
                                "text/plain");
    EXPECT_EQ(asked, 1);
    EXPECT_EQ(failing.count(), 1u);
    ASSERT_EQ(static_cast<bool>(result), !slam);
    if (result) {
      EXPECT_EQ(result->status, 503);
    }
  }
}

TEST_F(RobustnessTest, ABodyFromAProviderIsStillThereWhenNoConnectionWasMade) {
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

TEST_F(RobustnessTest, AReceiverSeesOnlyTheResponseThatStands) {
  ScriptedServer failing([](const RawRequest&, Peer& peer) { peer.Respond(503, "an error page"); });
  ServeWith({failing.port(), well_.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  Client client(mesh_, kShop);
  for (int i = 0; i < 20; ++i) {
    std::string seen;
    int status = 0;
    const auto result = client.Get(
        "/",
        [&](const ::httplib::Response& response) {
          status = response.status;
          return true;
        },
        [&](const char* data, size_t length) {
          seen.append(data, length);
          return true;
        });
    ASSERT_TRUE(result) << ::httplib::to_string(result.error());
    EXPECT_EQ(result->status, 200);
    EXPECT_EQ(status, 200);
    EXPECT_EQ(seen, "well:");
  }
  EXPECT_GT(failing.count(), 0u);
}

TEST_F(RobustnessTest, WhatAReceiverHasSeenIsNotSentAgain) {
  ScriptedServer resetting([](const RawRequest&, Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of");
    peer.Close();
  });
  ServeWith({resetting.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  std::string seen;
  const auto result = Client(mesh_, kShop).Get("/", [&](const char* data, size_t length) {
    seen.append(data, length);
    return true;
  });
  EXPECT_FALSE(result);
  EXPECT_EQ(result.error(), ::httplib::Error::Read);
  EXPECT_EQ(seen, "half of");
  EXPECT_EQ(resetting.count(), 1u);
}

TEST_F(RobustnessTest, RetryAfterIsRespected) {
  std::atomic<int> requests{0};
  ScriptedServer busy([&](const RawRequest& request, Peer& peer) {
    if (requests++ == 0)
      peer.Respond(503, "busy", "Retry-After: 1\r\n");
    else
      AnswerWell(request, peer);
  });
  ServeWith({busy.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  const TimePoint start = Clock::now();
  const auto result = Client(mesh_, kShop).Get("/");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_GE(Clock::now() - start, milliseconds(990));
  EXPECT_LT(Clock::now() - start, milliseconds(3000));
}

TEST_F(RobustnessTest, ARetryAfterBeyondTheDeadlineEndsTheCallWithWhatCame) {
  ScriptedServer busy([](const RawRequest&, Peer& peer) { peer.Respond(503, "busy", "Retry-After: 100\r\n"); });
  ServeWith({busy.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  Client client(mesh_, kShop);
  client.set_deadline(milliseconds(2000));
  const TimePoint start = Clock::now();
  const auto result = client.Get("/");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->body, "busy");
  EXPECT_LT(Clock::now() - start, milliseconds(1000));
}

// Each chunk comes in time for the socket, none of them all.
TEST_F(RobustnessTest, ABodyThatTricklesEndsAtTheDeadline) {
  ScriptedServer trickling([](const RawRequest&, Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.Send("1\r\nx\r\n")) std::this_thread::sleep_for(milliseconds(5));
    peer.Close();
  });
  ServeWith({trickling.port()}, [](Route&) {});
  Client client(mesh_, kShop);
  client.set_deadline(milliseconds(100));
  const TimePoint start = Clock::now();
  EXPECT_FALSE(client.Get("/"));
  EXPECT_LT(Clock::now() - start, milliseconds(1500));
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
