// SPDX-License-Identifier: Apache-2.0
// Instrumented servers: what they capture, hand on and answer by themselves.
#include <future>
#include <string>

#include "envoy/extensions/filters/http/cors/v3/cors.pb.h"
#include "httplib/testing/client_test_base.h"

namespace weft::httplib {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr char kFront[] = "front:9080";

// An instrumented server with the handlers that the test gives it.
class InstrumentedServer {
 public:
  InstrumentedServer(InstrumentOptions options, const std::function<void(::httplib::Server&)>& add_handlers) {
    Instrument(server_, std::move(options));
    add_handlers(server_);
    server_.set_tcp_nodelay(true);
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~InstrumentedServer() {
    server_.stop();
    thread_.join();
  }
  uint32_t port() const { return static_cast<uint32_t>(port_); }
  ::httplib::Client Browser() const { return ::httplib::Client("127.0.0.1", port_); }

 private:
  ::httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

class MiddlewareTest : public ClientTestBase {};

TEST_F(MiddlewareTest, ARequestWithoutAnIdGetsOneThatAllItsCallsShare) {
  ScriptedServer shop([](const RawRequest&, Peer& peer) { peer.Respond(200, ""); });
  ServeWith({shop.port()}, [](Route&) {});
  Client client(mesh_, kShop);
  InstrumentedServer front({}, [&](auto& server) {
    server.Get("/", [&](const auto&, auto&) {
      client.Get("/1");
      client.Get("/2");
    });
  });
  ASSERT_TRUE(front.Browser().Get("/"));
  ASSERT_TRUE(front.Browser().Get("/"));
  ASSERT_TRUE(front.Browser().Get("/", {{"x-request-id", "mine"}}));
  const auto requests = shop.requests();
  ASSERT_EQ(requests.size(), 6u);
  std::vector<std::string> ids;
  for (const RawRequest& request : requests) ids.push_back(WireHeader(request, "x-request-id"));
  EXPECT_EQ(ids[0].size(), 36u);
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_EQ(ids[2], ids[3]);
  EXPECT_NE(ids[0], ids[2]);
  EXPECT_EQ(ids[4], "mine");
  EXPECT_EQ(ids[5], "mine");
}

TEST_F(MiddlewareTest, TheDeadlineIsReadFromTheRequest) {
  std::optional<Clock::duration> left;
  InstrumentedServer front({}, [&](auto& server) {
    server.Get("/", [&](const auto&, auto&) {
      const auto deadline = Context::Current()->deadline();
      left = deadline ? std::optional(*deadline - Clock::now()) : std::nullopt;
    });
  });
  ASSERT_TRUE(front.Browser().Get("/"));
  EXPECT_EQ(left, std::nullopt);
  ASSERT_TRUE(front.Browser().Get("/", {{"x-envoy-expected-rq-timeout-ms", "5000"}}));
  EXPECT_THAT(left, ::testing::Optional(::testing::Gt(milliseconds(3000))));
  EXPECT_THAT(left, ::testing::Optional(::testing::Le(milliseconds(5000))));
  ASSERT_TRUE(front.Browser().Get("/", {{"grpc-timeout", "2S"}, {"x-envoy-expected-rq-timeout-ms", "5000"}}));
  EXPECT_THAT(left, ::testing::Optional(::testing::Le(milliseconds(2000))));
}

// caller -> middle -> shop, which hangs: both give up together, and the first by a hair reports it.
TEST_F(MiddlewareTest, ADeadlineTravelsOverTwoHops) {
  ScriptedServer shop([](const RawRequest&, Peer& peer) { peer.Hang(); });
  ServeRoutes({{"c1", {shop.port()}}}, [](auto&) {});
  Client to_shop(mesh_, kShop);
  std::promise<Clock::duration> middle_took;
  InstrumentedServer middle({}, [&](auto& server) {
    server.Get("/", [&](const auto&, auto& response) {
      const TimePoint start = Clock::now();
      const auto result = to_shop.Get("/");
      response.status = result && result->status == 200 ? 200 : 500;
      middle_took.set_value(Clock::now() - start);
    });
  });
  ServeRoutes(
      {{"c2", {middle.port()}}},
      [](auto& host) { host.mutable_routes(0)->mutable_route()->mutable_timeout()->set_nanos(400'000'000); }, kFront, "c2");
  const auto result = Client(mesh_, kFront).Get("/");
  ASSERT_TRUE(result);
  EXPECT_THAT(result->status, ::testing::AnyOf(500, 504));
  auto took = middle_took.get_future();
  ASSERT_EQ(took.wait_for(std::chrono::seconds(5)), std::future_status::ready);
  EXPECT_LT(took.get(), milliseconds(1500));
  ASSERT_EQ(shop.count(), 1u);
  EXPECT_LE(std::stoll(WireHeader(shop.requests().front(), "x-envoy-expected-rq-timeout-ms")), 400);
}

// CORS.

envoy::extensions::filters::http::cors::v3::CorsPolicy PolicyForShopExample() {
  envoy::extensions::filters::http::cors::v3::CorsPolicy policy;
  policy.add_allow_origin_string_match()->set_exact("https://shop.example");
  policy.set_allow_methods("GET,PUT");
  policy.set_allow_headers("x-token");
  policy.set_expose_headers("x-count");
  policy.set_max_age("600");
  policy.mutable_allow_credentials()->set_value(true);
  return policy;
}

class CorsTest : public MiddlewareTest {
 protected:
  // The rules of this service, as its own callers get them: only /open has a CORS policy.
  void ServeRulesOfFront() {
    ServeRoutes(
        {{"c1", {1}}},
        [](auto& host) {
          *host.add_routes() = host.routes(0);
          Route& open = *host.mutable_routes(0);
          open.mutable_match()->set_prefix("/open");
          (*open.mutable_typed_per_filter_config())["envoy.filters.http.cors"].PackFrom(PolicyForShopExample());
        },
        kFront);
  }
  InstrumentOptions Options() const { return {.mesh = mesh_, .authority = kFront}; }
  // Rules reach the server while it runs: sends until the response is as expected; after ten seconds, the last response.
  static ::httplib::Result SendUntil(::httplib::Client& browser, const ::httplib::Request& request,
                                     const std::function<bool(const ::httplib::Response&)>& expected) {
    const TimePoint end = Clock::now() + std::chrono::seconds(10);
    for (;;) {
      auto result = browser.send(request);
      if (!result || expected(*result) || Clock::now() > end) return result;
      std::this_thread::yield();
    }
  }
  static ::httplib::Request Preflight(const std::string& path, const std::string& origin) {
    ::httplib::Request request;
    request.method = "OPTIONS";
    request.path = path;
    request.headers = {
        {"Origin", origin}, {"Access-Control-Request-Method", "PUT"}, {"Access-Control-Request-Headers", "x-token"}};
    return request;
  }
  static bool AllowsOrigin(const ::httplib::Response& response) { return response.has_header("access-control-allow-origin"); }

  std::atomic<int> handled_{0};
  std::function<void(::httplib::Server&)> handlers_ = [this](::httplib::Server& server) {
    server.Get(".*", [this](const auto&, auto& response) {
      ++handled_;
      response.set_header("access-control-allow-origin", "the application's");
      response.set_content("hello", "text/plain");
    });
    server.Options(".*", [this](const auto&, auto& response) {
      ++handled_;
      response.status = 204;
    });
  };
};

TEST_F(CorsTest, APreflightIsAnsweredWithoutTheApplication) {
  ServeRulesOfFront();
  InstrumentedServer front(Options(), handlers_);
  auto browser = front.Browser();
  const auto answer = SendUntil(browser, Preflight("/open/x", "https://shop.example"), AllowsOrigin);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->get_header_value("access-control-allow-origin"), "https://shop.example");
  EXPECT_EQ(answer->get_header_value("access-control-allow-methods"), "GET,PUT");
  EXPECT_EQ(answer->get_header_value("access-control-allow-headers"), "x-token");
  EXPECT_EQ(answer->get_header_value("access-control-max-age"), "600");
  EXPECT_EQ(answer->get_header_value("access-control-allow-credentials"), "true");
  EXPECT_TRUE(answer->body.empty());
  const int handled = handled_;
  ASSERT_TRUE(browser.send(Preflight("/open/x", "https://shop.example")));
  EXPECT_EQ(handled_, handled);
}

TEST_F(CorsTest, OtherPreflightsGoToTheApplication) {
  ServeRulesOfFront();
  InstrumentedServer front(Options(), handlers_);
  auto browser = front.Browser();
  ASSERT_TRUE(AllowsOrigin(*SendUntil(browser, Preflight("/open", "https://shop.example"), AllowsOrigin)));
  for (const auto& preflight : {Preflight("/open", "https://evil.example"), Preflight("/closed", "https://shop.example")}) {
    const int handled = handled_;
    const auto answer = browser.send(preflight);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 204);
    EXPECT_FALSE(AllowsOrigin(*answer));
    EXPECT_EQ(handled_, handled + 1);
  }
}

TEST_F(CorsTest, ResponsesToAnAllowedOriginGetTheirHeadersInPlaceOfTheApplications) {
  ServeRulesOfFront();
  InstrumentedServer front(Options(), handlers_);
  auto browser = front.Browser();
  ASSERT_TRUE(AllowsOrigin(*SendUntil(browser, Preflight("/open", "https://shop.example"), AllowsOrigin)));
  const auto allowed = browser.Get("/open", {{"Origin", "https://shop.example"}});
  EXPECT_EQ(allowed->body, "hello");
  EXPECT_EQ(allowed->get_header_value_count("access-control-allow-origin"), 1u);
  EXPECT_EQ(allowed->get_header_value("access-control-allow-origin"), "https://shop.example");
  EXPECT_EQ(allowed->get_header_value("access-control-expose-headers"), "x-count");
  EXPECT_EQ(browser.Get("/open", {{"Origin", "https://evil.example"}})->get_header_value("access-control-allow-origin"),
            "the application's");
  EXPECT_EQ(browser.Get("/open")->get_header_value("access-control-allow-origin"), "the application's");
}

TEST_F(CorsTest, NothingIsBlockedWhileThereIsNoConfiguration) {
  InstrumentedServer front(Options(), handlers_);
  auto browser = front.Browser();
  EXPECT_EQ(browser.Get("/open", {{"Origin", "https://shop.example"}})->body, "hello");
  EXPECT_EQ(browser.send(Preflight("/open", "https://shop.example"))->status, 204);
}

}  // namespace
}  // namespace weft::httplib
