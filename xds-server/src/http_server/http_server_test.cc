// SPDX-License-Identifier: Apache-2.0
#include "http_server/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>

#include "httplib.h"

namespace weft::http_server {
namespace {

using ::testing::HasSubstr;

class HttpServerTest : public ::testing::Test {
 protected:
  void Serve(HttpHandler handler, HttpServerOptions options = {}) {
    auto server = HttpServer::Start(loop_, "127.0.0.1:0", std::move(handler), std::move(options));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  ::httplib::Client Client() {
    ::httplib::Client client("127.0.0.1", server_->port());
    client.set_keep_alive(true);
    return client;
  }

  int Connect() {
    int connection = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(server_->port());
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(connection, reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
    return connection;
  }

  static void Say(int connection, std::string_view text) {
    EXPECT_EQ(::send(connection, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
  }

  std::shared_ptr<EventLoop> loop_ = std::make_shared<EventLoop>();
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, KeepsConnectionsAliveAndPassesEverythingOn) {
  Serve([](const HttpRequest& request, const Responder& responder) {
    responder.Send(
        {201, {{"X-Seen", request.method + " " + request.target}}, request.body + std::string(request.Header("x-test"))});
  });
  auto client = Client();
  for (int i = 0; i < 3; ++i) {
    auto response = client.Post("/a?b=c", {{"X-Test", "!"}}, "body", "text/plain");
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 201);
    EXPECT_EQ(response->body, "body!");
    EXPECT_EQ(response->get_header_value("X-Seen"), "POST /a?b=c");
    EXPECT_TRUE(response->has_header("Date"));
  }
}

TEST_F(HttpServerTest, AnswersMayComeLaterFromAnotherThread) {
  std::promise<Responder> promise;
  Serve([&](const HttpRequest&, const Responder& responder) { promise.set_value(responder); });
  auto answer = std::async(std::launch::async, [&] { promise.get_future().get().Send({200, {}, "late"}); });
  auto response = Client().Get("/");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "late");
  answer.wait();
}

TEST_F(HttpServerTest, WhatNobodyAnswersIsAnError) {
  Serve([](const HttpRequest&, const Responder&) {});
  EXPECT_EQ(Client().Get("/")->status, 500);
}

TEST_F(HttpServerTest, LineEndsInHeadersBecomeSpaces) {
  Serve([](const HttpRequest&, const Responder& responder) { responder.Send({200, {{"X-A", "b\r\nX-Evil: c"}}, ""}); });
  auto response = Client().Get("/");
  EXPECT_EQ(response->get_header_value("X-A"), "b  X-Evil: c");
  EXPECT_FALSE(response->has_header("X-Evil"));
}

TEST_F(HttpServerTest, A304HasNoBodyAndTheConnectionGoesOn) {
  Serve([](const HttpRequest& request, const Responder& responder) {
    responder.Send({304, {{"X-Path", request.target}}, "no"});
  });
  int connection = Connect();
  Say(connection, "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  std::string heard;
  char buffer[1024];
  for (ssize_t size; (size = ::recv(connection, buffer, sizeof(buffer), 0)) > 0;) heard.append(buffer, size);
  ::close(connection);
  EXPECT_THAT(heard, ::testing::MatchesRegex("HTTP/1.1 304 Not Modified\r\nX-Path: /a\r\nDate: [^\r]*\r\n\r\n"
                                             "HTTP/1.1 304 Not Modified\r\nX-Path: /b\r\nDate: [^\r]*\r\n"
                                             "Connection: close\r\n\r\n"));
}

TEST_F(HttpServerTest, RefusesBodiesAndHeadersBeyondTheLimits) {
  HttpServerOptions options;
  options.limits.body_bytes = 1000;
  options.limits.header_bytes = 2000;
  Serve([](const HttpRequest&, const Responder& responder) { responder.Send({200, {}, ""}); }, options);
  EXPECT_EQ(Client().Post("/", std::string(1000, 'x'), "text/plain")->status, 200);
  auto large = Client().Post("/", std::string(10'000'000, 'x'), "text/plain");
  ASSERT_TRUE(large);
  EXPECT_EQ(large->status, 413);
  EXPECT_THAT(large->body, HasSubstr("1000"));
  EXPECT_EQ(Client().Get("/", {{"X-Long", std::string(3000, 'x')}})->status, 431);
}

TEST_F(HttpServerTest, StreamsUntilTheEnd) {
  std::shared_ptr<HttpStream> stream;
  std::atomic<int> closed = 0;
  Serve([&](const HttpRequest&, const Responder& responder) {
    stream = responder.Stream({200, {}, ""});
    stream->OnClose([&] { ++closed; });
    EXPECT_TRUE(stream->Write("one "));
    EXPECT_TRUE(stream->Write(""));
    EXPECT_TRUE(stream->Write("two"));
    stream->End();
    EXPECT_FALSE(stream->Write("three"));
  });
  EXPECT_EQ(Client().Get("/")->body, "one two");
  server_.reset();
  EXPECT_EQ(closed, 1);
}

TEST_F(HttpServerTest, TellsAStreamThatItsReaderLeft) {
  std::promise<void> closed;
  Serve([&](const HttpRequest&, const Responder& responder) {
    auto stream = responder.Stream({200, {}, ""});
    stream->OnClose([&] { closed.set_value(); });
    stream->Write("hello");
  });
  auto response = Client().Get("/", [](const char*, size_t) { return false; });
  EXPECT_FALSE(response);
  EXPECT_EQ(closed.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_F(HttpServerTest, CutsOffAReaderThatDoesNotRead) {
  HttpServerOptions options;
  options.limits.stream_bytes = 1 << 20;
  std::promise<std::shared_ptr<HttpStream>> promise;
  std::promise<void> closed;
  Serve(
      [&](const HttpRequest&, const Responder& responder) {
        auto stream = responder.Stream({200, {}, ""});
        stream->OnClose([&] { closed.set_value(); });
        promise.set_value(stream);
      },
      options);
  int idle = Connect();
  Say(idle, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  auto stream = promise.get_future().get();
  int written = 0;
  while (written < 10'000 && stream->Write(std::string(100'000, 'x'))) ++written;
  EXPECT_LT(written, 10'000);
  EXPECT_EQ(closed.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  ::close(idle);
}

TEST_F(HttpServerTest, GarbageIsABadRequest) {
  Serve([](const HttpRequest&, const Responder& responder) { responder.Send({200, {}, ""}); });
  EXPECT_EQ(Client().Get("/\x01")->status, 400);
}

TEST_F(HttpServerTest, NamesTheAddressThatItCannotHave) {
  Serve([](const HttpRequest&, const Responder& responder) { responder.Send({200, {}, ""}); });
  auto second = HttpServer::Start(loop_, server_->address(), nullptr, {});
  EXPECT_EQ(second.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(server_->address()));
  for (const char* address : {"", "localhost", "127.0.0.1:", "127.0.0.1:99999", "nonsense:1"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(HttpServer::Start(loop_, address, nullptr, {}).status())) << address;
  }
}

}  // namespace
}  // namespace weft::http_server
