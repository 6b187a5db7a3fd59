// SPDX-License-Identifier: Apache-2.0
// What rules make of a request and its response, as it is on the wire: one body for every transport. Include it in one file of
// a test program, and instantiate RulesTest there.
#pragma once

#include <string>

#include "transport/testing/shop_test.h"
#include "transport/testing/test_transport.h"

namespace weft::transport {

class RulesTest : public ShopTest, public ::testing::WithParamInterface<TransportUnderTest> {
 protected:
  using Action = envoy::config::core::v3::HeaderValueOption;

  static void Edit(Action* edit, const std::string& name, const std::string& value,
                   Action::HeaderAppendAction action = Action::OVERWRITE_IF_EXISTS_OR_ADD) {
    edit->mutable_header()->set_key(name);
    edit->mutable_header()->set_value(value);
    edit->set_append_action(action);
  }

  // The transport, over the mesh as it is now.
  std::unique_ptr<TestTransport> Transport() const { return GetParam().make(mesh_); }
  // The request as the one server got it.
  RawRequest Got() const {
    const auto requests = server_.requests();
    return requests.empty() ? RawRequest() : requests.back();
  }
  int64_t SentTimeoutMilliseconds() const { return std::stoll(WireHeader(Got(), "x-envoy-expected-rq-timeout-ms")); }

  ScriptedServer server_{[](const RawRequest& request, Peer& peer) {
    if (request.head.find("/moved") != std::string::npos)
      peer.Respond(302, "gone", "Location: http://shop:9080/v2/there\r\n");
    else
      peer.Respond(200, "hello", "X-Old: 1\r\nServer: secret\r\nX-Kept: 1\r\n");
  }};
};

TEST_P(RulesTest, RequestHeadersAreSetAddedAndRemovedOnTheWireAlone) {
  ServeWith({server_.port()}, [](Route& route) {
    Edit(route.add_request_headers_to_add(), "x-set", "new");
    Edit(route.add_request_headers_to_add(), "x-added", "more", Action::APPEND_IF_EXISTS_OR_ADD);
    route.add_request_headers_to_remove("x-gone");
  });
  ASSERT_TRUE(Transport()->Send({.headers = {{"X-Set", "old"}, {"X-Added", "first"}, {"X-Gone", "1"}}}));
  EXPECT_EQ(WireHeader(Got(), "x-set"), "new");
  EXPECT_EQ(WireHeader(Got(), "x-added"), "first,more");
  EXPECT_EQ(WireHeader(Got(), "x-gone"), "-");
}

TEST_P(RulesTest, PathAndAuthorityAreRewrittenOnTheWire) {
  ServeWith({server_.port()}, [](Route& route) {
    route.mutable_match()->set_prefix("/old");
    route.mutable_route()->set_prefix_rewrite("/v2");
    route.mutable_route()->set_host_rewrite_literal("inner.example");
  });
  ASSERT_TRUE(Transport()->Get("/old/a?b=c"));
  EXPECT_EQ(RequestLine(Got()), "GET /v2/a?b=c HTTP/1.1");
  EXPECT_EQ(WireHeader(Got(), "host"), "inner.example");
}

TEST_P(RulesTest, TheSameHeadGoesToEveryAttempt) {
  ScriptedServer failing([](const RawRequest&, Peer& peer) { peer.Respond(503, "no"); });
  ServeWith({failing.port()}, [](Route& route) {
    Retry(route, "5xx", 2);
    route.mutable_route()->set_prefix_rewrite("/v2/");
    Edit(route.add_request_headers_to_add(), "x-added", "1", Action::APPEND_IF_EXISTS_OR_ADD);
  });
  EXPECT_EQ(Transport()->Get("/a").status, 503);
  ASSERT_EQ(failing.count(), 3u);
  const std::string id = WireHeader(failing.requests().front(), "x-request-id");
  EXPECT_EQ(id.size(), 36u);
  for (const RawRequest& request : failing.requests()) {
    EXPECT_EQ(RequestLine(request), "GET /v2/a HTTP/1.1");
    EXPECT_EQ(WireHeader(request, "host"), kShop);
    EXPECT_EQ(WireHeader(request, "x-added"), "1");
    EXPECT_EQ(WireHeader(request, "x-request-id"), id);
  }
}

TEST_P(RulesTest, WhatTheTransportSendsByItselfCanBeMatchedAndSet) {
  ServeWith({server_.port()}, [](Route& route) {
    auto* match = route.mutable_match()->add_headers();
    match->set_name("user-agent");
    match->set_present_match(true);
    Edit(route.add_request_headers_to_add(), "user-agent", "weft");
  });
  ASSERT_EQ(Transport()->Get().status, 200);
  EXPECT_EQ(WireHeader(Got(), "user-agent"), "weft");
}

TEST_P(RulesTest, ResponseHeadersAreChangedForResultAndHandler) {
  ServeWith({server_.port()}, [](Route& route) {
    Edit(route.add_response_headers_to_add(), "x-old", "2");
    Edit(route.add_response_headers_to_add(), "x-status", "%RESPONSE_CODE%");
    route.add_response_headers_to_remove("server");
  });
  const auto transport = Transport();
  const auto check = [](const TestResult& response) {
    EXPECT_EQ(response.headers.Get("x-old"), "2");
    EXPECT_EQ(response.Count("x-old"), 1u);
    EXPECT_EQ(response.headers.Get("x-status"), "200");
    EXPECT_FALSE(response.headers.Has("Server"));
    EXPECT_EQ(response.headers.Get("x-kept"), "1");
    return true;
  };
  const TestResult result = transport->Get();
  ASSERT_TRUE(result) << result.error;
  check(result);
  EXPECT_EQ(result.body, "hello");
  bool handled = false;
  std::string body;
  const TestResult streamed = transport->Stream(
      {}, [&](const TestResult& head) { return handled = check(head); },
      [&](std::string_view bytes) {
        body += bytes;
        return true;
      });
  ASSERT_TRUE(streamed) << streamed.error;
  EXPECT_TRUE(handled);
  EXPECT_EQ(body, "hello");
  check(streamed);
}

// The rule's view of the length must not decide how the body is read.
TEST_P(RulesTest, ARuleAboutTheLengthDoesNotCutTheBody) {
  ServeWith({server_.port()}, [](Route& route) { route.add_response_headers_to_remove("content-length"); });
  const auto transport = Transport();
  std::string body;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(transport->Stream(
        {}, [](const TestResult& head) { return !head.headers.Has("Content-Length"); },
        [&](std::string_view bytes) {
          body += bytes;
          return true;
        }));
  }
  EXPECT_EQ(body, "hellohello");
}

TEST_P(RulesTest, AHandlerThatRejectsTheResponseCancels) {
  ServeWith({server_.port()}, [](Route&) {});
  EXPECT_FALSE(Transport()->Stream(
      {}, [](const TestResult&) { return false; }, [](std::string_view) { return true; }));
}

TEST_P(RulesTest, ARedirectOfTheMeshIsAResponseThatCanBeFollowed) {
  ServeRoutes({{"c1", {server_.port()}}}, [](auto& host) {
    *host.add_routes() = host.routes(0);
    Route& moved = *host.mutable_routes(0);
    moved.mutable_match()->set_prefix("/old");
    moved.mutable_redirect()->set_host_redirect("shop");
    moved.mutable_redirect()->set_port_redirect(9080);
    moved.mutable_redirect()->set_path_redirect("/new");
  });
  const auto transport = Transport();
  const TestResult redirect = transport->Get("/old?a=b");
  ASSERT_TRUE(redirect);
  EXPECT_EQ(redirect.status, 301);
  EXPECT_THAT(std::string(redirect.headers.Get("Location")), ::testing::HasSubstr("http://shop:9080/new"));
  EXPECT_EQ(server_.count(), 0u);
  EXPECT_EQ(transport->Send({.path = "/old?a=b", .follow_redirects = true}).body, "hello");
  EXPECT_THAT(RequestLine(Got()), ::testing::HasSubstr("GET /new"));
}

TEST_P(RulesTest, CallbacksDoNotSeeARedirectThatIsFollowed) {
  ServeWith({server_.port()}, [](Route&) {});
  std::vector<int> statuses;
  std::string body;
  ASSERT_TRUE(Transport()->Stream(
      {.path = "/moved", .follow_redirects = true},
      [&](const TestResult& head) {
        statuses.push_back(head.status);
        return true;
      },
      [&](std::string_view bytes) {
        body += bytes;
        return true;
      }));
  EXPECT_THAT(statuses, ::testing::ElementsAre(200));
  EXPECT_EQ(body, "hello");
  EXPECT_EQ(RequestLine(Got()), "GET /v2/there HTTP/1.1");
}

TEST_P(RulesTest, ADirectResponseIsExactlyWhatTheRuleDefines) {
  ServeWith({server_.port()}, [](Route& route) {
    route.mutable_direct_response()->set_status(418);
    route.mutable_direct_response()->mutable_body()->set_inline_string("{\"tea\":true}");
    Edit(route.add_response_headers_to_add(), "content-type", "application/json");
  });
  const auto transport = Transport();
  const TestResult result = transport->Get();
  ASSERT_TRUE(result);
  EXPECT_EQ(result.status, 418);
  EXPECT_EQ(result.body, "{\"tea\":true}");
  EXPECT_EQ(result.headers.Get("Content-Type"), "application/json");
  EXPECT_EQ(result.Count("Content-Type"), 1u);
  std::string streamed;
  transport->Stream(
      {}, [](const TestResult&) { return true; },
      [&](std::string_view bytes) {
        streamed += bytes;
        return true;
      });
  EXPECT_EQ(streamed, "{\"tea\":true}");
  EXPECT_TRUE(transport->Send({.method = "HEAD"}).body.empty());
  EXPECT_EQ(server_.count(), 0u);
}

TEST_P(RulesTest, ACallThatRequestsItGetsTheExplanationOfItsRoute) {
  const TestRequest asking{.headers = {{"x-weft-explain", "1"}}};
  ServeWith({server_.port()}, [](Route& route) { route.set_name("the-route"); });
  EXPECT_FALSE(Transport()->Send(asking).headers.Has("x-weft-explain"));
  const auto allowed = GetParam().make(control_plane_.StartMesh([](Bootstrap& bootstrap) { bootstrap.allow_explain = true; }));
  EXPECT_THAT(std::string(allowed->Send(asking).headers.Get("x-weft-explain")), ::testing::HasSubstr("the-route"));
  EXPECT_FALSE(allowed->Get().headers.Has("x-weft-explain"));
}

TEST_P(RulesTest, TheServerLearnsWhatIsLeftOfATimeout) {
  ServeWith({server_.port()}, [](Route& route) { route.mutable_route()->mutable_timeout()->set_seconds(2); });
  ASSERT_EQ(Transport()->Get().status, 200);
  EXPECT_THAT(SentTimeoutMilliseconds(), ::testing::AllOf(::testing::Gt(1000), ::testing::Le(2000)));
}

TEST_P(RulesTest, WithoutAConfiguredTimeoutNoneIsSent) {
  ServeWith({server_.port()}, [](Route&) {});
  ASSERT_EQ(Transport()->Get().status, 200);
  EXPECT_EQ(WireHeader(Got(), "x-envoy-expected-rq-timeout-ms"), "-");
}

TEST_P(RulesTest, TheContextOfARequestGoesOnAndItsDeadlineBoundsTheCallsMadeForIt) {
  ServeWith({server_.port()}, [](Route& route) { route.mutable_route()->mutable_timeout()->set_seconds(10); });
  const auto transport = Transport();
  Context context;
  context.Set("end-user", "jason");
  context.set_deadline(Clock::now() + std::chrono::milliseconds(700));
  ASSERT_EQ(transport->Send({.context = &context}).status, 200);
  EXPECT_EQ(WireHeader(Got(), "end-user"), "jason");
  EXPECT_THAT(SentTimeoutMilliseconds(), ::testing::AllOf(::testing::Gt(0), ::testing::Le(700)));
  context.set_deadline(Clock::now() - std::chrono::milliseconds(1));
  const TestResult late = transport->Send({.context = &context});
  EXPECT_TRUE(!late || late.status == 504);
  EXPECT_EQ(server_.count(), 1u);
}

}  // namespace weft::transport
