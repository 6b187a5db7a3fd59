// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <thread>

#include "httplib/testing/client_test_base.h"
#include "weft/httplib.h"

namespace weft::httplib {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

// A backend that reports what it got.
class Backend {
 public:
  Backend() {
    server_.Get("/hello", [](const auto&, auto& response) { response.set_content("hello", "text/plain"); });
    server_.Get("/headers", [](const ::httplib::Request& request, ::httplib::Response& response) {
      for (const auto& [name, value] : request.headers) response.body += name + "=" + value + "\n";
    });
    server_.Post("/echo", [](const ::httplib::Request& request, ::httplib::Response& response) {
      response.set_content(request.get_header_value("Content-Type") + "|" + request.body, "text/plain");
    });
    server_.Get("/old", [](const auto&, auto& response) { response.set_redirect("/hello"); });
    server_.Get("/slow", [](const auto&, auto& response) {
      std::this_thread::sleep_for(milliseconds(300));
      response.set_content("late", "text/plain");
    });
    server_.Get("/big", [](const auto&, auto& response) { response.set_content(std::string(1 << 20, 'x'), "text/plain"); });
    server_.set_logger([this](const auto&, const auto&) { ++requests; });
    server_.set_keep_alive_max_count(1'000'000);
    server_.set_tcp_nodelay(true);
    server_.set_keep_alive_timeout(1);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~Backend() { Stop(); }
  void Stop() {
    if (!thread_.joinable()) return;
    server_.stop();
    thread_.join();
  }
  uint32_t port() const { return static_cast<uint32_t>(port_); }

  std::atomic<int> requests{0};

 private:
  ::httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

class ClientTest : public ClientTestBase {
 protected:
  void ServeBackend() { control_plane_.Serve("shop:9080", {{"c1", {backend_.port()}}}); }

  Backend backend_;
};

TEST_F(ClientTest, GetsLikeCppHttplibsClient) {
  ServeBackend();
  Client client(mesh_, "shop:9080");
  auto result = client.Get("/hello");
  ASSERT_TRUE(result) << ::httplib::to_string(result.error());
  EXPECT_EQ(result->status, 200);
  EXPECT_EQ(result->body, "hello");
  std::string received;
  result = client.Get("/big", [&](const char* data, size_t length) {
    received.append(data, length);
    return true;
  });
  ASSERT_TRUE(result);
  EXPECT_EQ(received.size(), 1u << 20);
}

TEST_F(ClientTest, TheHostHeaderIsTheServiceAndNotTheEndpoint) {
  ServeBackend();
  EXPECT_THAT(Client(mesh_, "http://shop:9080").Get("/headers")->body, HasSubstr("Host=shop:9080\n"));
}

TEST_F(ClientTest, SendsBodiesFormsProvidersAndMultipart) {
  ServeBackend();
  Client client(mesh_, "shop", 9080);
  EXPECT_EQ(client.Post("/echo", "{}", "application/json")->body, "application/json|{}");
  EXPECT_EQ(client.Post("/echo", ::httplib::Params{{"a", "b c"}})->body, "application/x-www-form-urlencoded|a=b%20c");
  EXPECT_EQ(client
                .Post(
                    "/echo", 3, [](size_t, size_t, ::httplib::DataSink& sink) { return sink.write("abc", 3); }, "text/plain")
                ->body,
            "text/plain|abc");
  const auto body = client.Post("/echo", ::httplib::MultipartFormDataItems{{"field", "value", "", ""}});
  EXPECT_EQ(body->status, 200);
}

TEST_F(ClientTest, CallsFromManyThreadsRunInParallelOverPooledConnections) {
  ServeBackend();
  Client client(mesh_, "shop:9080");
  std::atomic<int> good{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) good += client.Get("/hello") ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 200);
}

TEST_F(ClientTest, ContextHeadersAreCarriedAndTheCallersOwnWin) {
  ServeBackend();
  Context context;
  context.Set("end-user", "jason");
  context.Set("cookie", "from-context");
  Context::Scope scope(&context);
  const std::string body = Client(mesh_, "shop:9080").Get("/headers", {{"cookie", "own"}})->body;
  EXPECT_THAT(body, HasSubstr("end-user=jason\n"));
  EXPECT_THAT(body, HasSubstr("cookie=own\n"));
  EXPECT_THAT(body, ::testing::Not(HasSubstr("from-context")));
}

TEST_F(ClientTest, AnInstrumentedServerPassesHeadersAndTheCallersAddressOn) {
  ServeBackend();
  Client inner(mesh_, "shop:9080");
  ::httplib::Server server;
  Instrument(server);
  server.Get("/page", [&](const auto&, auto& response) { response.set_content(inner.Get("/headers")->body, "text/plain"); });
  const int port = server.bind_to_any_port("127.0.0.1");
  std::thread thread([&] { server.listen_after_bind(); });
  ::httplib::Client outer("127.0.0.1", port);
  const auto result = outer.Get("/page", {{"x-request-id", "r-1"}, {"X-Forwarded-For", "10.1.2.3"}, {"x-private", "no"}});
  server.stop();
  thread.join();
  ASSERT_TRUE(result);
  EXPECT_THAT(result->body, HasSubstr("x-request-id=r-1\n"));
  EXPECT_THAT(result->body, HasSubstr("x-forwarded-for=10.1.2.3, 127.0.0.1\n"));
  EXPECT_THAT(result->body, ::testing::Not(HasSubstr("x-private")));
}

TEST_F(ClientTest, AConnectionFailureIsTheUsersErrorWhenTheRouteDoesNotRetry) {
  const BoundSocket unused;
  control_plane_.Serve("shop:9080", {{"c1", {unused.port()}}});
  auto result = Client(mesh_, "shop:9080").Get("/hello");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), ::httplib::Error::Connection);
}

TEST_F(ClientTest, ARetryGoesToAnotherEndpointThanTheOneThatFailed) {
  const BoundSocket unused;
  ServeWith({unused.port(), backend_.port()}, [](auto& route) {
    auto* retry = route.mutable_route()->mutable_retry_policy();
    retry->set_retry_on("connect-failure");
    retry->mutable_num_retries()->set_value(2);
    retry->add_retry_host_predicate()->set_name("envoy.retry_host_predicates.previous_hosts");
    retry->set_host_selection_retry_max_attempts(5);
  });
  Client client(mesh_, "shop:9080");
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(client.Get("/hello"));
}

TEST_F(ClientTest, TheRoutesTimeoutIsA504AndTheCallersDeadlineAnError) {
  ServeWith({backend_.port()}, [](auto& route) { route.mutable_route()->mutable_timeout()->set_nanos(50'000'000); });
  Client client(mesh_, "shop:9080");
  const auto timed_out = client.Get("/slow");
  ASSERT_TRUE(timed_out) << ::httplib::to_string(timed_out.error());
  EXPECT_EQ(timed_out->status, 504);
  ServeBackend();
  Client impatient(mesh_, "shop:9080");
  impatient.set_deadline(milliseconds(100));
  const TimePoint start = Clock::now();
  auto result = impatient.Get("/slow");
  EXPECT_TRUE(!result || result->status == 504);
  EXPECT_LT(Clock::now() - start, milliseconds(280));
}

TEST_F(ClientTest, WhatTheMeshAnswersItselfIsAResponseWithTheReason) {
  control_plane_.Serve("shop:9080", {{"c1", {}}});
  auto result = Client(mesh_, "shop:9080").Get("/hello");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 503);
  EXPECT_THAT(result->body, HasSubstr("no healthy upstream: cluster \"c1\""));
}

TEST_F(ClientTest, AnIdleConnectionThatTheServerClosedIsReplacedUnseen) {
  auto first = std::make_unique<Backend>();
  const uint32_t port = first->port();
  control_plane_.Serve("shop:9080", {{"c1", {port}}});
  Client client(mesh_, "shop:9080");
  ASSERT_TRUE(client.Get("/hello"));
  first.reset();
  ::httplib::Server second;
  second.set_keep_alive_timeout(1);
  second.Get("/hello", [](const auto&, auto& response) { response.set_content("second", "text/plain"); });
  ASSERT_TRUE(second.bind_to_port("127.0.0.1", static_cast<int>(port)));
  std::thread thread([&] { second.listen_after_bind(); });
  auto result = client.Get("/hello");
  second.stop();
  thread.join();
  ASSERT_TRUE(result) << ::httplib::to_string(result.error());
  EXPECT_EQ(result->body, "second");
}

TEST_F(ClientTest, FollowsRedirectsThroughTheMeshWhenEnabled) {
  ServeBackend();
  Client client(mesh_, "shop:9080");
  EXPECT_EQ(client.Get("/old")->status, 302);
  client.set_follow_location(true);
  EXPECT_EQ(client.Get("/old")->body, "hello");
}

}  // namespace
}  // namespace weft::httplib
