// SPDX-License-Identifier: Apache-2.0
// Endpoints that misbehave in every way, beside one that is well: one body for every transport. Include it in one file of a
// test program, and instantiate RobustnessTest there.
#pragma once

#include <atomic>
#include <string>

#include "transport/testing/shop_test.h"
#include "transport/testing/test_transport.h"

namespace weft::transport {

class RobustnessTest : public ShopTest, public ::testing::WithParamInterface<TransportUnderTest> {
 protected:
  static constexpr char kAnyFailure[] = "5xx,reset,connect-failure";
  static constexpr int kCalls = 40;

  static void AnswerWell(const RawRequest& request, Peer& peer) { peer.Respond(200, "well:" + request.body); }

  std::unique_ptr<TestTransport> Transport() const { return GetParam().make(mesh_); }

  // An idempotent call must never fail while one endpoint is well.
  void ExpectNoCallFailsBeside(
      uint32_t bad_port, const std::function<void(Route&)>& change = [](Route&) {}) {
    ServeWith({bad_port, well_.port()}, [&](Route& route) {
      Retry(route, kAnyFailure);
      change(route);
    });
    const auto transport = Transport();
    for (int i = 0; i < kCalls; ++i) {
      const TestResult result = transport->Get();
      ASSERT_TRUE(result) << "call " << i << ": " << result.error;
      ASSERT_EQ(result.status, 200) << "call " << i << ": " << result.body;
      ASSERT_EQ(result.body, "well:");
    }
  }

  ScriptedServer well_{AnswerWell};
};

TEST_P(RobustnessTest, AnEndpointThatAcceptsAndNeverAnswersIsLeftAfterItsTry) {
  ScriptedServer silent([](const RawRequest&, Peer& peer) { peer.Hang(); });
  ExpectNoCallFailsBeside(silent.port(), [](Route& route) {
    route.mutable_route()->mutable_retry_policy()->mutable_per_try_timeout()->set_nanos(30'000'000);
  });
  EXPECT_GT(silent.count(), 0u);
}

TEST_P(RobustnessTest, AResetInTheMiddleOfABodyIsRetriedAndNothingOfItIsSeen) {
  ScriptedServer resetting([](const RawRequest&, Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of");
    peer.Reset();
  });
  ExpectNoCallFailsBeside(resetting.port());
  EXPECT_GT(resetting.count(), 0u);
}

TEST_P(RobustnessTest, AChunkedBodyThatBreaksOffIsRetriedToo) {
  ScriptedServer breaking([](const RawRequest&, Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf \r\n");
    peer.Close();
  });
  ExpectNoCallFailsBeside(breaking.port());
  EXPECT_GT(breaking.count(), 0u);
}

TEST_P(RobustnessTest, A503EverySecondTimeIsRetried) {
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

TEST_P(RobustnessTest, AGarbageStatusLineIsAReset) {
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

TEST_P(RobustnessTest, KeepAliveConnectionsThatAreClosedAtOnceAreReplaced) {
  ScriptedServer closing([](const RawRequest& request, Peer& peer) {
    AnswerWell(request, peer);
    peer.Close();
  });
  ServeWith({closing.port()}, [](Route&) {});  // without retries: the connection is the transport's own business
  const auto transport = Transport();
  for (int i = 0; i < kCalls; ++i) ASSERT_EQ(transport->Get().body, "well:") << "call " << i;
}

TEST_P(RobustnessTest, ConnectionsThatAreClosedUnansweredAreRetried) {
  ScriptedServer slamming([](const RawRequest&, Peer& peer) { peer.Close(); });
  ExpectNoCallFailsBeside(slamming.port());
  EXPECT_GT(slamming.count(), 0u);
}

TEST_P(RobustnessTest, AnEndpointThatIsNotThereIsRetried) {
  const BoundSocket nobody;
  ExpectNoCallFailsBeside(nobody.port());
}

TEST_P(RobustnessTest, APostThatMayHaveArrivedIsNotSentTwiceByTheDefaultConditions) {
  ScriptedServer slamming([](const RawRequest&, Peer& peer) { peer.Close(); });
  ServeWith({slamming.port()}, [](Route& route) { Retry(route, "connect-failure,refused-stream,unavailable,cancelled"); });
  const auto transport = Transport();
  for (size_t calls = 1; calls <= 10; ++calls) {
    EXPECT_FALSE(transport->Post("pay"));
    EXPECT_EQ(slamming.count(), calls);
  }
}

// The connection is known and idle, and breaks with the request on it.
TEST_P(RobustnessTest, APostOnAConnectionThatBreaksIsNotSentTwice) {
  std::atomic<int> requests{0};
  ScriptedServer breaking([&](const RawRequest& request, Peer& peer) {
    ++requests;
    if (request.head.starts_with("POST"))
      peer.Close();
    else
      AnswerWell(request, peer);
  });
  ServeWith({breaking.port()}, [](Route&) {});
  const auto transport = Transport();
  ASSERT_TRUE(transport->Get());
  EXPECT_FALSE(transport->Post("pay"));
  EXPECT_EQ(requests, 2);
}

TEST_P(RobustnessTest, APostIsSentAgainWhereRetryOnAllowsIt) {
  ScriptedServer slamming([](const RawRequest&, Peer& peer) { peer.Close(); });
  ServeWith({slamming.port(), well_.port()}, [](Route& route) { Retry(route, "reset"); });
  const auto transport = Transport();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(transport->Post("pay").body, "well:pay");
  EXPECT_GT(slamming.count(), 0u);
}

TEST_P(RobustnessTest, BodiesAreReplayedByteForByte) {
  ScriptedServer failing([](const RawRequest&, Peer& peer) { peer.Respond(503, "no"); });
  ServeWith({failing.port(), well_.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  std::string body(300'000, '\0');
  for (size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 >> 3);
  const auto transport = Transport();
  for (int i = 0; i < 10; ++i) ASSERT_EQ(transport->Post(body, "PUT").body, "well:" + body);
  ASSERT_GT(failing.count(), 0u);
  for (const RawRequest& request : failing.requests()) EXPECT_EQ(request.body, body);
}

TEST_P(RobustnessTest, AnEmptyBodySendsItsLengthOnceHoweverOftenItIsSent) {
  ScriptedServer failing([](const RawRequest&, Peer& peer) { peer.Respond(503, "no"); });
  ServeWith({failing.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  const auto transport = Transport();
  EXPECT_EQ(transport->Send({.method = "POST"}).status, 503);
  ASSERT_EQ(failing.count(), 4u);
  for (const RawRequest& request : failing.requests()) EXPECT_EQ(WireHeader(request, "content-length"), "0") << request.head;
}

TEST_P(RobustnessTest, AReceiverSeesOnlyTheResponseThatStands) {
  ScriptedServer failing([](const RawRequest&, Peer& peer) { peer.Respond(503, "an error page"); });
  ServeWith({failing.port(), well_.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  const auto transport = Transport();
  for (int i = 0; i < 20; ++i) {
    std::string seen;
    int status = 0;
    const TestResult result = transport->Stream(
        {},
        [&](const TestResult& head) {
          status = head.status;
          return true;
        },
        [&](std::string_view bytes) {
          seen += bytes;
          return true;
        });
    ASSERT_TRUE(result) << result.error;
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(status, 200);
    EXPECT_EQ(seen, "well:");
  }
  EXPECT_GT(failing.count(), 0u);
}

TEST_P(RobustnessTest, WhatAReceiverHasSeenIsNotSentAgain) {
  ScriptedServer resetting([](const RawRequest&, Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of");
    peer.Close();
  });
  ServeWith({resetting.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  std::string seen;
  EXPECT_FALSE(Transport()->Stream(
      {}, [](const TestResult&) { return true; },
      [&](std::string_view bytes) {
        seen += bytes;
        return true;
      }));
  EXPECT_EQ(seen, "half of");
  EXPECT_EQ(resetting.count(), 1u);
}

TEST_P(RobustnessTest, AStreamedBodyIsInFlightUntilItHasEndedAndABrokenOneIsReported) {
  struct BodyEnds : CallObserver {
    void OnEnd(const CallEnd& call) override { last = call.body; }
    std::atomic<BodyEnd> last{BodyEnd::kTimeout};
  };
  const auto observer = std::make_shared<BodyEnds>();
  mesh_ = control_plane_.StartMesh([](Bootstrap&) {}, {.observer = observer});
  ScriptedServer halving([](const RawRequest& request, Peer& peer) {
    const bool whole = request.head.find("/whole") != std::string::npos;
    peer.Send(std::string("HTTP/1.1 200 OK\r\nContent-Length: ") + (whole ? "7" : "1000") + "\r\n\r\nhalf of");
    if (!whole) peer.Close();
  });
  ServeWith({halving.port()}, [](Route&) {});
  const auto transport = Transport();
  const auto in_flight = [&] { return mesh_->Dump().find("in flight 1") != std::string::npos; };
  bool during = false;
  const auto look = [&](std::string_view) { return during = in_flight(); };
  EXPECT_TRUE(transport->Stream(
      {.path = "/whole"}, [](const TestResult&) { return true; }, look));
  EXPECT_TRUE(during);
  EXPECT_FALSE(in_flight());
  EXPECT_EQ(observer->last, BodyEnd::kComplete);
  EXPECT_FALSE(transport->Stream(
      {}, [](const TestResult&) { return true; }, look));
  EXPECT_FALSE(in_flight());
  EXPECT_EQ(observer->last, BodyEnd::kBroken);
  EXPECT_FALSE(transport->Stream(
      {.path = "/whole"}, [](const TestResult&) { return true; }, [](std::string_view) { return false; }));
  EXPECT_EQ(observer->last, BodyEnd::kCancelled);
}

TEST_P(RobustnessTest, RetryAfterIsRespected) {
  std::atomic<int> requests{0};
  ScriptedServer busy([&](const RawRequest& request, Peer& peer) {
    if (requests++ == 0)
      peer.Respond(503, "busy", "Retry-After: 1\r\n");
    else
      AnswerWell(request, peer);
  });
  ServeWith({busy.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  const TimePoint start = Clock::now();
  const auto result = Transport()->Get();
  ASSERT_TRUE(result);
  EXPECT_EQ(result.status, 200);
  EXPECT_GE(Clock::now() - start, std::chrono::milliseconds(990));
  EXPECT_LT(Clock::now() - start, std::chrono::milliseconds(3000));
}

TEST_P(RobustnessTest, ARetryAfterBeyondTheDeadlineEndsTheCallWithWhatCame) {
  ScriptedServer busy([](const RawRequest&, Peer& peer) { peer.Respond(503, "busy", "Retry-After: 100\r\n"); });
  ServeWith({busy.port()}, [](Route& route) { Retry(route, kAnyFailure); });
  const TimePoint start = Clock::now();
  const TestResult result = Transport()->Send({.deadline = std::chrono::milliseconds(2000)});
  ASSERT_TRUE(result);
  EXPECT_EQ(result.body, "busy");
  EXPECT_LT(Clock::now() - start, std::chrono::milliseconds(1000));
}

// Each chunk comes in time for the socket, none of them all.
TEST_P(RobustnessTest, ABodyThatTricklesEndsAtTheDeadline) {
  ScriptedServer trickling([](const RawRequest&, Peer& peer) {
    peer.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.Send("1\r\nx\r\n")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    peer.Close();
  });
  ServeWith({trickling.port()}, [](Route&) {});
  const TimePoint start = Clock::now();
  EXPECT_FALSE(Transport()->Send({.deadline = std::chrono::milliseconds(100)}));
  EXPECT_LT(Clock::now() - start, std::chrono::milliseconds(1500));
}

}  // namespace weft::transport
