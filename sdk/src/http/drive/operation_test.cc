// SPDX-License-Identifier: Apache-2.0
#include "http/drive/operation.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <thread>

#include "base/strings.h"
#include "http/testing/carrier.h"
#include "http/testing/hostile_cases.h"

namespace weft::http {
namespace {

using testing::Answer;
using testing::RawConnection;
using testing::RawServer;

class OperationTest : public ::testing::TestWithParam<testing::CarrierKind> {
 protected:
  Error Run(std::string_view address, uint16_t port, Request request = {}) {
    const std::string id = StrCat(address, ":", port);
    Endpoint endpoint{.address = address, .port = port, .id = id, .cluster = "c"};
    endpoint.connect_timeout = connect_timeout_;
    if (options_.deadlines.rule == TimePoint::max()) options_.deadlines.rule = Clock::now() + std::chrono::seconds(10);
    return carrier_->Run(endpoint, request, options_, &response_, sink_);
  }

  std::unique_ptr<testing::Carrier> carrier_ = testing::MakeCarrier(GetParam());
  OperationOptions options_;
  std::chrono::nanoseconds connect_timeout_ = std::chrono::seconds(5);
  const ResponseSink* sink_ = nullptr;
  Response response_;
};

// Serves every request of every connection.
void ServeAll(RawConnection& connection) {
  while (!connection.ReadHead().empty()) connection.Send(Answer("Content-Length: 2\r\n", "hi"));
}

// A port that listens and whose queue is full: connects get no answer.
class FullListener {
 public:
  FullListener() {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    ::listen(listener_, 0);
    socklen_t size = sizeof(address);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    for (int& fd : fillers_) {
      fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address));
    }
  }
  ~FullListener() {
    for (const int fd : fillers_) ::close(fd);
    ::close(listener_);
  }
  uint16_t port;

 private:
  int listener_, fillers_[4];
};

TEST_P(OperationTest, TellsARefusedConnectionFromOneThatTimesOut) {
  uint16_t port;
  { port = RawServer(ServeAll).port(); }
  const Error refused = Run("127.0.0.1", port);
  EXPECT_EQ(refused.kind, ErrorKind::kConnectRefused) << refused.text;
  EXPECT_FALSE(refused.sent);
  EXPECT_NE(refused.text.find("refused"), std::string::npos) << refused.text;

  FullListener full;
  connect_timeout_ = std::chrono::milliseconds(100);
  const Error timeout = Run("127.0.0.1", full.port);
  EXPECT_EQ(timeout.kind, ErrorKind::kConnectTimeout) << timeout.text;
  options_.deadlines.rule = Clock::now() + std::chrono::milliseconds(50);
  EXPECT_EQ(Run("127.0.0.1", full.port).deadline, DeadlineKind::kRule);
}

TEST_P(OperationTest, LooksNamesUp) {
  RawServer server(ServeAll);
  const Error error = Run("localhost", server.port());
  EXPECT_TRUE(error.ok()) << error.text;
  EXPECT_EQ(response_.body, "hi");
  const Error unknown = Run("no-such-host.invalid", 80);
  EXPECT_EQ(unknown.kind, ErrorKind::kUnresolved) << unknown.text;
}

TEST_P(OperationTest, ConnectionsAreReusedAndCounted) {
  RawServer server(ServeAll);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Run("127.0.0.1", server.port()).ok());
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(carrier_->pool().stats().reused, 4u);
}

TEST_P(OperationTest, ExchangesPerConnectionAreLimited) {
  RawServer server(ServeAll);
  options_.pool.exchanges_per_connection = 2;
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(Run("127.0.0.1", server.port()).ok());
  EXPECT_EQ(server.connections(), 3);
}

TEST_P(OperationTest, AClusterHasNoMoreConnectionsThanItsLimit) {
  RawServer server(ServeAll);
  options_.pool.connections = 1;
  EXPECT_TRUE(Run("127.0.0.1", server.port()).ok());
  EXPECT_TRUE(Run("127.0.0.1", server.port()).ok()) << "the idle one serves";
  RawServer other(ServeAll);
  const Error error = Run("127.0.0.1", other.port());
  EXPECT_EQ(error.kind, ErrorKind::kOverflow) << error.text;
  carrier_->pool().Clear();
  EXPECT_TRUE(Run("127.0.0.1", other.port()).ok());
}

TEST_P(OperationTest, WhatCannotBeSentCostsNoConnection) {
  RawServer server(ServeAll);
  EXPECT_TRUE(Run("127.0.0.1", server.port()).ok());
  EXPECT_EQ(Run("127.0.0.1", server.port(), {.path = "/a b"}).kind, ErrorKind::kInvalidRequest);
  EXPECT_TRUE(Run("127.0.0.1", server.port()).ok());
  EXPECT_EQ(server.connections(), 1);
}

TEST_P(OperationTest, AStreamLivesAsLongAsItMakesProgress) {
  RawServer server([](RawConnection& connection) {
    connection.ReadHead();
    connection.Send(Answer("Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"));
    for (int i = 0; i < 30; ++i) connection.Trickle("8\r\ndata: x\n\r\n", std::chrono::milliseconds(1));
    connection.Send("0\r\n\r\n");
  });
  int events = 0;
  ResponseSink sink{nullptr, [&](std::string_view piece) {
                      events += static_cast<int>(std::count(piece.begin(), piece.end(), '\n'));
                      return true;
                    }};
  sink_ = &sink;
  options_.deadlines.read_timeout = std::chrono::milliseconds(300);
  const Error error = Run("127.0.0.1", server.port());
  EXPECT_TRUE(error.ok()) << error.text;
  EXPECT_EQ(events, 30);
  EXPECT_EQ(response_.body, "");
}

TEST_P(OperationTest, AnEndlessDownloadCostsNoMemory) {
  RawServer server([](RawConnection& connection) {
    connection.ReadHead();
    connection.Send(Answer(""));
    connection.Flood(std::string(65'536, 'x'));
  });
  uint64_t bytes = 0;
  ResponseSink sink{nullptr, [&](std::string_view piece) { return (bytes += piece.size()) < 20'000'000; }};
  sink_ = &sink;
  EXPECT_EQ(Run("127.0.0.1", server.port()).kind, ErrorKind::kCancelled);
  EXPECT_GE(bytes, 20'000'000u);
}

INSTANTIATE_TEST_SUITE_P(BothModes, OperationTest,
                         ::testing::Values(testing::CarrierKind::kBlocking, testing::CarrierKind::kAsync),
                         [](const auto& info) { return info.param == testing::CarrierKind::kBlocking ? "Blocking" : "Async"; });

TEST(BlockingOperation, IsCancelledFromAnotherThread) {
  RawServer server([](RawConnection& connection) { connection.WaitForClose(); });
  Pool pool;
  Resolver resolver;
  Canceller canceller;
  Response response;
  const OperationOptions options;
  const Endpoint endpoint{.address = "127.0.0.1", .port = server.port(), .id = "x", .cluster = "c"};
  Operation operation({Env::System().get(), &pool, &resolver}, endpoint, {}, options, &response);
  std::thread other([&] {
    while (server.connections() == 0) std::this_thread::yield();
    canceller.Cancel();
  });
  EXPECT_EQ(RunBlocking(operation, &canceller).kind, ErrorKind::kCancelled);
  other.join();
  Operation later({Env::System().get(), &pool, &resolver}, endpoint, {}, options, &response);
  EXPECT_EQ(RunBlocking(later, &canceller).kind, ErrorKind::kCancelled);
}

TEST(BlockingOperation, ManyThreadsShareAPool) {
  RawServer server(ServeAll);
  Pool pool;
  Resolver resolver;
  const OperationOptions options;
  const Endpoint endpoint{.address = "127.0.0.1", .port = server.port(), .id = "x", .cluster = "c"};
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        Response response;
        Operation operation({Env::System().get(), &pool, &resolver}, endpoint, {.authority = "x"}, options, &response);
        good += RunBlocking(operation).ok() && response.body == "hi";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 800);
  EXPECT_LE(server.connections(), 16);
}

TEST(BlockingOperation, AChildOfAForkLeavesTheParentsConnectionsAlone) {
  RawServer server(ServeAll);
  Pool pool;
  Resolver resolver;
  const OperationOptions options;
  const Endpoint endpoint{.address = "127.0.0.1", .port = server.port(), .id = "x", .cluster = "c"};
  const auto run = [&] {
    Response response;
    Operation operation({Env::System().get(), &pool, &resolver}, endpoint, {.authority = "x"}, options, &response);
    return RunBlocking(operation).ok();
  };
  ASSERT_TRUE(run());
  const pid_t child = fork();
  if (child == 0) _exit(run() && pool.stats().reused == 0 ? 0 : 1);
  int status = 1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(run());
  EXPECT_EQ(pool.stats().reused, 1u);
  EXPECT_EQ(server.connections(), 2);
}

}  // namespace
}  // namespace weft::http
