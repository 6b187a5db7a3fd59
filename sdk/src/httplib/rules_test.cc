// What rules make of a request and its response, as it is on the wire.
#include <string>

#include "httplib/testing/client_test_base.h"

namespace weft::httplib {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using Action = envoy::config::core::v3::HeaderValueOption;

void Edit(Action* edit, const std::string& name, const std::string& value,
          Action::HeaderAppendAction action = Action::OVERWRITE_IF_EXISTS_OR_ADD) {
  edit->mutable_header()->set_key(name);
  edit->mutable_header()->set_value(value);
  edit->set_append_action(action);
}

class RulesTest : public ClientTestBase {
 protected:
  // The request as the one server got it.
  RawRequest Got() const {
    const auto requests = server_.requests();
    return requests.empty() ? RawRequest() : requests.back();
  }
  int64_t ToldMilliseconds() const { return std::stoll(WireHeader(Got(), "x-envoy-expected-rq-timeout-ms")); }

  ScriptedServer server_{[](const RawRequest& request, Peer& peer) {
    if (request.head.find("/moved") != std::string::npos)
      peer.Respond(302, "gone", "Location: http://shop:9080/v2/there\r\n");
    else
      peer.Respond(200, "hello", "X-Old: 1\r\nServer: secret\r\nX-Kept: 1\r\n");
  }};
};

TEST_F(RulesTest, RequestHeadersAreSetAddedAndRemovedOnTheWireAlone) {
  ServeWith({server_.port()}, [](Route& route) {
    Edit(route.add_request_headers_to_add(), "x-set", "new");
    Edit(route.add_request_headers_to_add(), "x-added", "more", Action::APPEND_IF_EXISTS_OR_ADD);
    route.add_request_headers_to_remove("x-gone");
  });
  Client client(mesh_, kShop);
  ::httplib::Request request;
  request.method = "GET";
  request.path = "/";
  request.headers = {{"X-Set", "old"}, {"X-Added", "first"}, {"X-Gone", "1"}};
  ASSERT_TRUE(client.send(request));
  EXPECT_EQ(WireHeader(Got(), "x-set"), "new");
  EXPECT_EQ(WireHeader(Got(), "x-added"), "first,more");
  EXPECT_EQ(WireHeader(Got(), "x-gone"), "-");
  ::httplib::Response response;
  auto error = ::httplib::Error::Success;
  ASSERT_TRUE(client.send(request, response, error));
  EXPECT_EQ(request.get_header_value("X-Set"), "old");
  EXPECT_EQ(request.get_header_value("X-Gone"), "1");
  EXPECT_EQ(request.get_header_value_count("X-Added"), 1u);
}

TEST_F(RulesTest, PathAndAuthorityAreRewrittenOnTheWire) {
  ServeWith({server_.port()}, [](Route& route) {
    route.mutable_match()->set_prefix("/old");
    route.mutable_route()->set_prefix_rewrite("/v2");
    route.mutable_route()->set_host_rewrite_literal("inner.example");
  });
  ASSERT_TRUE(Client(mesh_, kShop).Get("/old/a?b=c"));
  EXPECT_EQ(RequestLine(Got()), "GET /v2/a?b=c HTTP/1.1");
  EXPECT_EQ(WireHeader(Got(), "host"), "inner.example");
}

TEST_F(RulesTest, TheSameHeadGoesToEveryAttempt) {
  ScriptedServer failing([](const RawRequest&, Peer& peer) { peer.Respond(503, "no"); });
  ServeWith({failing.port()}, [](Route& route) {
    Retry(route, "5xx", 2);
    route.mutable_route()->set_prefix_rewrite("/v2/");
    Edit(route.add_request_headers_to_add(), "x-added", "1", Action::APPEND_IF_EXISTS_OR_ADD);
  });
  EXPECT_EQ(Client(mesh_, kShop).Get("/a")->status, 503);
  ASSERT_EQ(failing.count(), 3u);
  const std::string id = WireHeader(failing.requests().front(), "x-request-id");
  EXPECT_EQ(id.size(), 36u);
  for (const RawRequest& request : failing.requests()) {
    EXPECT_EQ(RequestLine(request), "GET /v2/a HTTP/1.1");
    EXPECT_EQ(WireHeader(request, "x-added"), "1");
    EXPECT_EQ(WireHeader(request, "x-request-id"), id);
  }
}

TEST_F(RulesTest, WhatCppHttplibSendsByItselfCanBeMatchedAndSet) {
  ServeWith({server_.port()}, [](Route& route) {
    auto* match = route.mutable_match()->add_headers();
    match->set_name("user-agent");
    match->mutable_string_match()->set_prefix("cpp-httplib/");
    Edit(route.add_request_headers_to_add(), "user-agent", "weft");
  });
  ASSERT_EQ(Client(mesh_, kShop).Get("/")->status, 200);
  EXPECT_EQ(WireHeader(Got(), "user-agent"), "weft");
}

TEST_F(RulesTest, ResponseHeadersAreChangedForResultAndHandler) {
  ServeWith({server_.port()}, [](Route& route) {
    Edit(route.add_response_headers_to_add(), "x-old", "2");
    Edit(route.add_response_headers_to_add(), "x-status", "%RESPONSE_CODE%");
    route.add_response_headers_to_remove("server");
  });
  Client client(mesh_, kShop);
  const auto check = [](const ::httplib::Response& response) {
    EXPECT_EQ(response.get_header_value("x-old"), "2");
    EXPECT_EQ(response.get_header_value_count("x-old"), 1u);
    EXPECT_EQ(response.get_header_value("x-status"), "200");
    EXPECT_FALSE(response.has_header("Server"));
    EXPECT_EQ(response.get_header_value("x-kept"), "1");
    return true;
  };
  const auto result = client.Get("/");
  ASSERT_TRUE(result);
  check(*result);
  EXPECT_EQ(result->body, "hello");
  bool handled = false;
  std::string body;
  const auto streamed = client.Get(
      "/", [&](const ::httplib::Response& response) { return handled = check(response); },
      [&](const char* data, size_t length) {
        body.append(data, length);
        return true;
      });
  ASSERT_TRUE(streamed);
  EXPECT_TRUE(handled);
  EXPECT_EQ(body, "hello");
  check(*streamed);
}

// The rule's view of the length must not decide how the body is read.
TEST_F(RulesTest, ARuleAboutTheLengthDoesNotCutTheBody) {
  ServeWith({server_.port()}, [](Route& route) { route.add_response_headers_to_remove("content-length"); });
  Client client(mesh_, kShop);
  std::string body;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(client.Get(
        "/", [](const ::httplib::Response& response) { return !response.has_header("Content-Length"); },
        [&](const char* data, size_t length) {
          body.append(data, length);
          return true;
        }));
  }
  EXPECT_EQ(body, "hellohello");
}

TEST_F(RulesTest, AHandlerThatDoesNotWantTheResponseCancels) {
  ServeWith({server_.port()}, [](Route&) {});
  const auto result = Client(mesh_, kShop)
                          .Get(
                              "/", [](const ::httplib::Response&) { return false; }, [](const char*, size_t) { return true; });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), ::httplib::Error::Canceled);
}

TEST_F(RulesTest, ARedirectOfTheMeshIsAResponseThatCanBeFollowed) {
  ServeRoutes({{"c1", {server_.port()}}}, [](auto& host) {
    *host.add_routes() = host.routes(0);
    Route& moved = *host.mutable_routes(0);
    moved.mutable_match()->set_prefix("/old");
    moved.mutable_redirect()->set_host_redirect("shop");
    moved.mutable_redirect()->set_port_redirect(9080);
    moved.mutable_redirect()->set_path_redirect("/new");
  });
  Client client(mesh_, kShop);
  const auto redirect = client.Get("/old?a=b");
  ASSERT_TRUE(redirect);
  EXPECT_EQ(redirect->status, 301);
  EXPECT_THAT(redirect->get_header_value("Location"), HasSubstr("http://shop:9080/new"));
  EXPECT_EQ(server_.count(), 0u);
  client.set_follow_location(true);
  EXPECT_EQ(client.Get("/old?a=b")->body, "hello");
  EXPECT_THAT(RequestLine(Got()), HasSubstr("GET /new"));
}

TEST_F(RulesTest, CallbacksDoNotSeeARedirectThatIsFollowed) {
  ServeWith({server_.port()}, [](Route&) {});
  Client client(mesh_, kShop);
  client.set_follow_location(true);
  std::vector<int> statuses;
  std::string body;
  ASSERT_TRUE(client.Get(
      "/moved",
      [&](const ::httplib::Response& response) {
        statuses.push_back(response.status);
        return true;
      },
      [&](const char* data, size_t length) {
        body.append(data, length);
        return true;
      }));
  EXPECT_THAT(statuses, ::testing::ElementsAre(200));
  EXPECT_EQ(body, "hello");
  EXPECT_EQ(RequestLine(Got()), "GET /v2/there HTTP/1.1");
}

TEST_F(RulesTest, ADirectResponseIsExactlyWhatTheRuleSays) {
  ServeWith({server_.port()}, [](Route& route) {
    route.mutable_direct_response()->set_status(418);
    route.mutable_direct_response()->mutable_body()->set_inline_string("{\"tea\":true}");
    Edit(route.add_response_headers_to_add(), "content-type", "application/json");
  });
  Client client(mesh_, kShop);
  auto result = client.Get("/");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 418);
  EXPECT_EQ(result->body, "{\"tea\":true}");
  EXPECT_EQ(result->get_header_value("Content-Type"), "application/json");
  EXPECT_EQ(result->get_header_value_count("Content-Type"), 1u);
  std::string streamed;
  result = client.Get("/", [&](const char* data, size_t length) {
    streamed.append(data, length);
    return true;
  });
  EXPECT_EQ(streamed, "{\"tea\":true}");
  EXPECT_TRUE(client.Head("/")->body.empty());
  EXPECT_EQ(server_.count(), 0u);
}

TEST_F(RulesTest, ACallThatAsksIsToldHowItsRouteWasFound) {
  ServeWith({server_.port()}, [](Route& route) { route.set_name("the-route"); });
  EXPECT_FALSE(Client(mesh_, kShop).Get("/", {{"x-weft-explain", "1"}})->has_header("x-weft-explain"));
  Client client(control_plane_.StartMesh([](Bootstrap& bootstrap) { bootstrap.allow_explain = true; }), kShop);
  EXPECT_THAT(client.Get("/", {{"x-weft-explain", "1"}})->get_header_value("x-weft-explain"), HasSubstr("the-route"));
  EXPECT_FALSE(client.Get("/")->has_header("x-weft-explain"));
}

TEST_F(RulesTest, TheServerLearnsWhatIsLeftOfATimeout) {
  ServeWith({server_.port()}, [](Route& route) { route.mutable_route()->mutable_timeout()->set_seconds(2); });
  ASSERT_EQ(Client(mesh_, kShop).Get("/")->status, 200);
  EXPECT_THAT(ToldMilliseconds(), AllOf(::testing::Gt(1000), ::testing::Le(2000)));
}

TEST_F(RulesTest, WithoutAWishForATimeoutNothingIsTold) {
  ServeWith({server_.port()}, [](Route&) {});
  ASSERT_EQ(Client(mesh_, kShop).Get("/")->status, 200);
  EXPECT_EQ(WireHeader(Got(), "x-envoy-expected-rq-timeout-ms"), "-");
}

TEST_F(RulesTest, AnInboundDeadlineBoundsTheCallsMadeForIt) {
  ServeWith({server_.port()}, [](Route& route) { route.mutable_route()->mutable_timeout()->set_seconds(10); });
  Client client(mesh_, kShop);
  Context context;
  context.set_deadline(Clock::now() + milliseconds(700));
  Context::Scope scope(&context);
  ASSERT_EQ(client.Get("/")->status, 200);
  EXPECT_THAT(ToldMilliseconds(), AllOf(::testing::Gt(0), ::testing::Le(700)));
  context.set_deadline(Clock::now() - milliseconds(1));
  const auto late = client.Get("/");
  EXPECT_TRUE(!late || late->status == 504);
  EXPECT_EQ(server_.count(), 1u);
}

}  // namespace
}  // namespace weft::httplib
