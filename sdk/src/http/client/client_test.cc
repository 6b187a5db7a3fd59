// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "http/testing/raw_server.h"
#include "transport/testing/shop_test.h"
#include "weft/http.h"

namespace weft::http {
namespace {

using std::chrono::milliseconds;
using testing::RawConnection;
using testing::RawServer;
using transport::BoundSocket;
using transport::kShop;

constexpr char kHello[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

void AnswerAll(RawConnection& connection) {
  while (!connection.ReadHead().empty()) connection.Send(kHello);
}

class ClientTest : public transport::ShopTest {
 protected:
  // Without retries: what one attempt's end becomes.
  Result CallTo(uint16_t port, const ClientOptions& options = {}, Request request = {}, const CallOptions& call = {}) {
    ServeWith({port}, [](Route&) {});
    return Client(mesh_, kShop, options).Send(std::move(request), call);
  }
  Result CallTo(const RawServer::Script& script, const ClientOptions& options = {}, Request request = {},
                const CallOptions& call = {}) {
    RawServer server(script);
    return CallTo(server.port(), options, std::move(request), call);
  }
};

TEST_F(ClientTest, NormalizesTheAuthorityOfAUrl) {
  EXPECT_EQ(Client(mesh_, "http://Shop:9080/ignored").authority(), "shop:9080");
  EXPECT_EQ(Client(mesh_, "shop").authority(), "shop:80");
}

TEST_F(ClientTest, EachMethodSendsItsOwnNameAndBody) {
  std::vector<std::string> heads, bodies;
  RawServer server([&](RawConnection& connection) {
    for (std::string head; !(head = connection.ReadHead()).empty();) {
      heads.push_back(head);
      bodies.push_back(head.find("content-length: 2") != std::string::npos ? connection.ReadBytes(2) : "");
      connection.Send(head.starts_with("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" : kHello);
    }
  });
  ServeWith({server.port()}, [](Route&) {});
  Client client(mesh_, kShop);
  EXPECT_EQ(client.Get("/a", {{"x-a", "1"}})->body, "hello");
  EXPECT_EQ(client.Head("/a")->body, "");
  EXPECT_EQ(client.Delete("/a")->body, "hello");
  EXPECT_EQ(client.Options("/a")->body, "hello");
  EXPECT_EQ(client.Post("/a", "{}", "application/json")->body, "hello");
  EXPECT_EQ(client.Put("/a", "{}", "application/json")->body, "hello");
  EXPECT_EQ(client.Patch("/a", "{}", "application/json")->body, "hello");
  EXPECT_EQ(server.connections(), 1);
  const char* const methods[] = {"GET", "HEAD", "DELETE", "OPTIONS", "POST", "PUT", "PATCH"};
  ASSERT_EQ(heads.size(), std::size(methods));
  for (size_t i = 0; i < heads.size(); ++i) {
    EXPECT_EQ(heads[i].substr(0, heads[i].find("\r\n")), std::string(methods[i]) + " /a HTTP/1.1");
    EXPECT_EQ(bodies[i], i < 4 ? "" : "{}");
    EXPECT_EQ(heads[i].find("content-type: application/json") != std::string::npos, i >= 4);
  }
  EXPECT_NE(heads[0].find("x-a: 1"), std::string::npos);
}

TEST_F(ClientTest, ErrorsAreToldApart) {
  const BoundSocket nobody;
  EXPECT_EQ(CallTo(nobody.port()).error.kind, ErrorKind::kConnectRefused);
  const std::pair<const char*, ErrorKind> answers[] = {
      {"", ErrorKind::kResetBeforeHead},
      {"HTTP/1.1 200 OK\r\nContent-Le", ErrorKind::kResetBeforeHead},
      {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", ErrorKind::kResetAfterHead},
      {"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", ErrorKind::kMalformed},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", ErrorKind::kTooLarge},
  };
  ClientOptions options;
  for (const auto& [answer, kind] : answers) {
    StartNewMesh();
    options.limits.body = kind == ErrorKind::kTooLarge ? 4 : 1000;
    const Result result = CallTo(
        [answer = std::string(answer)](RawConnection& connection) {
          connection.ReadHead();
          connection.Send(answer);
        },
        options);
    EXPECT_EQ(result.error.kind, kind) << answer << ": " << result.error.text;
    EXPECT_FALSE(result.error.text.empty());
    EXPECT_EQ(result.response.status, 0) << "nothing of it is shown";
  }
}

TEST_F(ClientTest, ARequestThatIsNotHttpIsNotSent) {
  RawServer server(AnswerAll);
  EXPECT_EQ(CallTo(server.port(), {}, {.path = "/a b"}).error.kind, ErrorKind::kInvalidRequest);
  EXPECT_EQ(CallTo(server.port(), {}, {.headers = {{"x-a", "1\r\nx-b: 2"}}}).error.kind, ErrorKind::kInvalidRequest);
}

// A byte every few milliseconds: no single wait is long.
void TrickleTheHead(RawConnection& connection) {
  connection.ReadHead();
  connection.Trickle("HTTP/1.1 200 OK\r\nx-long: " + std::string(2000, 'a'), milliseconds(5));
}

TEST_F(ClientTest, TheCallersDeadlineHoldsWhileTheHeadTrickles) {
  const TimePoint start = Clock::now();
  const Result result = CallTo(TrickleTheHead, {.deadline = milliseconds(150)});
  EXPECT_EQ(result.error.kind, ErrorKind::kDeadline);
  EXPECT_EQ(result.error.deadline, DeadlineKind::kCaller);
  EXPECT_GE(Clock::now() - start, milliseconds(150));
  EXPECT_LT(Clock::now() - start, milliseconds(1500));
}

TEST_F(ClientTest, TheRulesTimeoutHoldsWhileTheHeadTricklesAndIsA504) {
  RawServer server(TrickleTheHead);
  ServeWith({server.port()}, [](Route& route) { route.mutable_route()->mutable_timeout()->set_nanos(150'000'000); });
  const TimePoint start = Clock::now();
  const Result result = Client(mesh_, kShop).Get("/");
  EXPECT_LT(Clock::now() - start, milliseconds(1500));
  ASSERT_TRUE(result.ok()) << result.error.text;
  EXPECT_EQ(result->status, 504);
}

TEST_F(ClientTest, TheReadTimeoutIsBetweenBytes) {
  const auto silent = [](RawConnection& connection) {
    connection.ReadHead();
    connection.WaitForClose();
  };
  const Result result = CallTo(silent, {.read_timeout = milliseconds(100)});
  EXPECT_EQ(result.error.kind, ErrorKind::kDeadline);
  EXPECT_EQ(result.error.deadline, DeadlineKind::kReadTimeout);
  StartNewMesh();
  const auto slow = [](RawConnection& connection) {
    connection.ReadHead();
    connection.Trickle(kHello, milliseconds(10));
  };
  EXPECT_TRUE(CallTo(slow, {.read_timeout = milliseconds(400)}).ok());
}

TEST_F(ClientTest, ABodyFromASourceGoesOutInPiecesAndTheAnswerComesInThem) {
  std::string head, body;
  RawServer server([&](RawConnection& connection) {
    head = connection.ReadHead();
    body = connection.ReadBytes(std::string("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n").size());
    connection.Send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
  });
  Request request{.method = "POST"};
  int asked = 0;
  request.source.next = [&](std::string* out) {
    out->append(asked == 0 ? "one" : "two");
    return ++asked == 2 ? BodyState::kEnd : BodyState::kMore;
  };
  int status = 0;
  std::string seen;
  CallOptions call;
  call.sink = {.head = [&](const Response& response) { return status = response.status; },
               .data = [&](std::string_view piece) { return seen += piece, true; }};
  const Result result = CallTo(server.port(), {}, std::move(request), call);
  ASSERT_TRUE(result.ok()) << result.error.text;
  EXPECT_NE(head.find("transfer-encoding: chunked"), std::string::npos);
  EXPECT_EQ(body, "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n");
  EXPECT_EQ(status, 200);
  EXPECT_EQ(seen, "abc");
  EXPECT_EQ(result->body, "");
}

TEST_F(ClientTest, ABodyThatIsSpentIsNotSentAgain) {
  std::atomic<int> requests{0};
  RawServer server([&](RawConnection& connection) {
    connection.ReadHead();
    ++requests;
    connection.ReadBytes(1);
    connection.Send("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
  });
  ServeWith({server.port()}, [](Route& route) { Retry(route, "5xx"); });
  Request request{.method = "PUT"};
  request.source = {.next = [](std::string* out) { return out->append("x"), BodyState::kEnd; }, .size = 1};
  EXPECT_EQ(Client(mesh_, kShop).Send(std::move(request))->status, 503);
  EXPECT_EQ(requests, 1);
}

TEST_F(ClientTest, AnEarlyAnswerEndsTheUpload) {
  const auto refusing = [](RawConnection& connection) {
    connection.ReadHead();
    connection.Send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
    connection.HoldUnread();
  };
  Request request{.method = "POST"};
  uint64_t given = 0;
  request.source.next = [&](std::string* out) {
    out->append(64 * 1024, 'x');
    given += 64 * 1024;
    return given < (uint64_t{1} << 30) ? BodyState::kMore : BodyState::kEnd;
  };
  const Result result = CallTo(refusing, {}, std::move(request));
  ASSERT_TRUE(result.ok()) << result.error.text;
  EXPECT_EQ(result->status, 413);
  EXPECT_EQ(result->body, "no");
  EXPECT_LT(given, uint64_t{1} << 30);
}

TEST_F(ClientTest, OfAStreamThatBreaksOffTheHeadIsThereWithTheError) {
  CallOptions call;
  std::string seen;
  call.sink.data = [&](std::string_view piece) { return seen += piece, true; };
  const Result result = CallTo(
      [](RawConnection& connection) {
        connection.ReadHead();
        connection.Send("HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 9\r\n\r\nhalf");
      },
      {}, {}, call);
  EXPECT_EQ(result.error.kind, ErrorKind::kResetAfterHead);
  EXPECT_EQ(result->status, 200);
  EXPECT_EQ(result->headers.Get("x-a"), "1");
  EXPECT_EQ(seen, "half");
}

TEST_F(ClientTest, ARedirectToAnotherHostLosesTheCredentials) {
  std::vector<std::string> heads;
  RawServer server([&](RawConnection& connection) {
    for (std::string head; !(head = connection.ReadHead()).empty();) {
      heads.push_back(head);
      const bool first = heads.size() == 1;
      connection.Send(first ? "HTTP/1.1 307 Go\r\nLocation: http://other:9080/b\r\nContent-Length: 0\r\n\r\n" : kHello);
    }
  });
  ServeRoutes(
      {{"c2", {server.port()}}}, [](auto&) {}, "other:9080", "c2");
  ServeWith({server.port()}, [](Route&) {});
  Client client(mesh_, kShop, {.default_headers = {{"authorization", "secret"}}, .max_redirects = 3});
  EXPECT_EQ(client.Get("/a")->body, "hello");
  ASSERT_EQ(heads.size(), 2u);
  EXPECT_NE(heads[0].find("authorization: secret"), std::string::npos);
  EXPECT_EQ(heads[1].find("authorization"), std::string::npos);
  EXPECT_NE(heads[1].find("host: other:9080"), std::string::npos) << heads[1];
}

TEST_F(ClientTest, WithoutKeepAliveEachCallHasItsConnection) {
  std::atomic<bool> said{false};
  RawServer server([&](RawConnection& connection) {
    for (std::string head; !(head = connection.ReadHead()).empty();) {
      said = head.find("connection: close") != std::string::npos;
      connection.Send(kHello);
    }
  });
  ServeWith({server.port()}, [](Route&) {});
  Client client(mesh_, kShop, {.keep_alive = false});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.Get("/")->body, "hello");
  EXPECT_EQ(server.connections(), 3);
  EXPECT_TRUE(said);
}

TEST_F(ClientTest, CancelEndsWhatIsUnderWayAndWhatComes) {
  std::atomic<bool> arrived{false};
  RawServer server([&](RawConnection& connection) {
    connection.ReadHead();
    arrived = true;
    connection.WaitForClose();
  });
  ServeWith({server.port()}, [](Route&) {});
  Client client(mesh_, kShop);
  std::thread canceller([&] {
    while (!arrived) std::this_thread::sleep_for(milliseconds(1));
    client.Cancel();
  });
  EXPECT_EQ(client.Get("/").error.kind, ErrorKind::kCancelled);
  canceller.join();
  EXPECT_EQ(client.Get("/").error.kind, ErrorKind::kCancelled);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ClientTest, ManyThreadsShareAClient) {
  RawServer server([](RawConnection& connection) {
    for (std::string head; !(head = connection.ReadHead()).empty();) {
      const std::string path = head.substr(4, head.find(' ', 4) - 4);
      connection.Send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(path.size()) + "\r\n\r\n" + path);
    }
  });
  ServeWith({server.port()}, [](Route&) {});
  Client client(mesh_, kShop);
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const std::string path = "/" + std::to_string(t) + "/" + std::to_string(i);
        right += client.Get(path)->body == path ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 400);
  EXPECT_LE(server.connections(), 8);
}

}  // namespace
}  // namespace weft::http
