// SPDX-License-Identifier: Apache-2.0
// What the rules make of a call's heads: rewrites, header edits, answers of a route's own, faults for gRPC.
#include <gmock/gmock.h>

#include "base/strings.h"
#include "mesh/testing/call_fixture.h"
#include "weft/context.h"

namespace weft::mesh {
namespace {

using envoy::config::core::v3::HeaderValueOption;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::MatchesRegex;
using ::testing::Pair;

class CallRules : public CallFixture {
 protected:
  static HeaderValueOption Edit(const std::string& name, const std::string& value,
                                HeaderValueOption::HeaderAppendAction action = HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD) {
    HeaderValueOption option;
    option.mutable_header()->set_key(name);
    option.mutable_header()->set_value(value);
    option.set_append_action(action);
    return option;
  }

  Call StartWith(const std::vector<HeaderRef>& headers, std::string_view path = "/") {
    return mesh_->StartCall(
        {.method = "POST", .authority = "shop:9080", .path = path, .headers = headers, .deadline = Clock::now() + seconds(10)});
  }
  // The reply of a call with these headers.
  Reply ReplyTo(const std::vector<HeaderRef>& headers, std::string_view path = "/") {
    Call call = StartWith(headers, path);
    return std::get<Reply>(SkipWaits(call));
  }
  // The headers that a call with these sends.
  std::map<std::string, std::string> SentBy(const std::vector<HeaderRef>& headers) {
    Call call = StartWith(headers);
    const Step step = SkipWaits(call);
    return Changed(headers, std::get<Send>(step).head.changes);
  }
};

TEST_F(CallRules, APlainRequestGoesOnAsItCame) {
  Serve([](auto&) {});
  const std::vector<HeaderRef> headers = {{"x-request-id", "given"}};
  Call call = StartWith(headers, "/a?b=c");
  const Step step = SkipWaits(call);
  const OutgoingHead& head = std::get<Send>(step).head;
  EXPECT_EQ(head.authority, "shop:9080");
  EXPECT_EQ(head.path, "/a?b=c");
  EXPECT_THAT(head.changes, IsEmpty());
  EXPECT_FALSE(head.authority_rewritten);
}

TEST_F(CallRules, ARequestWithoutAnIdGetsARandomOne) {
  Serve([](auto&) {});
  const auto first = SentBy({}), second = SentBy({});
  EXPECT_THAT(first.at("x-request-id"), MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(first, second);
}

TEST_F(CallRules, AnEditMaySetTheRequestsIdOrTakeItAway) {
  Serve([](auto& route) { *route.add_request_headers_to_add() = Edit("x-request-id", "mine"); });
  EXPECT_EQ(SentBy({}).at("x-request-id"), "mine");
}

TEST_F(CallRules, PathAndAuthorityAreRewritten) {
  Serve([](auto& route) {
    route.mutable_match()->set_prefix("/old");
    route.mutable_route()->set_prefix_rewrite("/new");
    route.mutable_route()->set_host_rewrite_literal("other.example.com");
  });
  Call call = StartWith({}, "/old/x?q=1");
  const Step step = SkipWaits(call);
  EXPECT_EQ(std::get<Send>(step).head.path, "/new/x?q=1");
  EXPECT_EQ(std::get<Send>(step).head.authority, "other.example.com");
  EXPECT_TRUE(std::get<Send>(step).head.authority_rewritten);
}

TEST_F(CallRules, TheDestinationsEditsComeBeforeTheRoutes) {
  Serve([](auto& route) {
    auto* own = route.mutable_route()->mutable_weighted_clusters()->mutable_clusters(0);
    *own->add_request_headers_to_add() = Edit("x-by", "destination");
    *own->add_request_headers_to_add() = Edit("x-own", "1");
    own->set_host_rewrite_literal("c1.example.com");
    *route.add_request_headers_to_add() = Edit("x-by", "route of %REQ(x-own)%");
    route.mutable_route()->set_host_rewrite_literal("route.example.com");
    route.add_request_headers_to_remove("x-secret");
  });
  const std::vector<HeaderRef> headers = {{"x-secret", "s"}, {"x-by", "caller"}, {"x-request-id", "1"}};
  Call call = StartWith(headers);
  const Step step = SkipWaits(call);
  EXPECT_THAT(Changed(headers, std::get<Send>(step).head.changes),
              ElementsAre(Pair("x-by", "route of 1"), Pair("x-own", "1"), Pair("x-request-id", "1")));
  EXPECT_EQ(std::get<Send>(step).head.authority, "c1.example.com");
}

TEST_F(CallRules, AllAttemptsSendTheSameHead) {
  Serve([](auto& route) {
    AddRetries(route, "5xx", 1);
    *route.add_request_headers_to_add() = Edit("x-start", "%START_TIME(%f)%");
  });
  Call call = StartWith({});
  Step first = SkipWaits(call);
  const auto sent = Changed({}, std::get<Send>(first).head.changes);
  std::get<Send>(first).attempt.Finish(Outcome::Response(503));
  const Step second = SkipWaits(call);
  EXPECT_EQ(Changed({}, std::get<Send>(second).head.changes), sent);
}

TEST_F(CallRules, ResponsesAreEditedOnceTheyAreThere) {
  Serve([](auto& route) {
    auto* own = route.mutable_route()->mutable_weighted_clusters()->mutable_clusters(0);
    *own->add_response_headers_to_add() = Edit("x-from", "%UPSTREAM_REMOTE_ADDRESS%");
    *route.add_response_headers_to_add() = Edit("x-what", "%RESPONSE_CODE% %RESP(server)% %REQ(:path)%");
    route.add_response_headers_to_remove("x-internal");
  });
  Call call = StartWith({}, "/p");
  Step step = SkipWaits(call);
  const std::string endpoint(std::get<Send>(step).connection.id);
  std::get<Send>(step).attempt.Finish(Outcome::Response(404));
  ASSERT_TRUE(std::holds_alternative<Done>(call.Next()));
  const std::vector<HeaderRef> headers = {{"server", "nginx"}, {"x-internal", "1"}};
  const auto changed = Changed(headers, call.ResponseChanges({404, headers}));
  EXPECT_THAT(changed, ElementsAre(Pair("server", "nginx"), Pair("x-from", endpoint), Pair("x-what", "404 nginx /p")));
}

TEST_F(CallRules, ARouteWithoutEditsLeavesResponsesAlone) {
  Serve([](auto&) {});
  Call call = StartWith({});
  Step step = SkipWaits(call);
  std::get<Send>(step).attempt.Finish(Outcome::Response(200));
  EXPECT_TRUE(std::holds_alternative<Done>(call.Next()));
  EXPECT_THAT(call.ResponseChanges({200, {}}), IsEmpty());
}

TEST_F(CallRules, ARedirectIsAnsweredHere) {
  Serve([](auto& route) {
    route.mutable_redirect()->set_host_redirect("new.example.com");
    route.mutable_redirect()->set_path_redirect("/v2");
    route.mutable_redirect()->set_response_code(envoy::config::route::v3::RedirectAction::PERMANENT_REDIRECT);
    *route.add_response_headers_to_add() = Edit("x-to", "%RESP(location)%");
  });
  const Reply reply = ReplyTo({}, "/old?q=1");
  EXPECT_EQ(reply.status, 308);
  EXPECT_EQ(reply.reason, "redirect");
  EXPECT_THAT(reply.headers,
              ElementsAre(Pair("location", "http://new.example.com/v2?q=1"), Pair("x-to", "http://new.example.com/v2?q=1")));
}

TEST_F(CallRules, ADirectResponseIsAnsweredHereWithItsEdits) {
  Serve([](auto& route) {
    route.mutable_direct_response()->set_status(503);
    route.mutable_direct_response()->mutable_body()->set_inline_string("{}");
    *route.add_response_headers_to_add() = Edit("content-type", "application/json");
  });
  const Reply reply = ReplyTo({});
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.reason, "direct_response");
  EXPECT_EQ(reply.body, "{}");
  EXPECT_THAT(reply.headers, ElementsAre(Pair("content-type", "application/json")));
}

TEST_F(CallRules, FaultsComeBeforeAnAnswerOfTheRoute) {
  Serve([](auto& route) {
    route.mutable_direct_response()->set_status(200);
    AddFault(route, milliseconds(0), 418);
  });
  EXPECT_EQ(ReplyTo({}).status, 418);
}

TEST_F(CallRules, AGrpcAbortIsAGrpcStatusForGrpcCallsOnly) {
  envoy::extensions::filters::http::fault::v3::HTTPFault fault;
  fault.mutable_abort()->set_grpc_status(8);
  fault.mutable_abort()->mutable_percentage()->set_numerator(100);
  Serve([&](auto& route) { AddFault(route, fault); });
  EXPECT_EQ(ReplyTo({}).status, 429);
  EXPECT_EQ(ReplyTo({}).body, "fault filter abort");
  const Reply grpc = ReplyTo({{"Content-Type", "application/grpc+proto"}});
  EXPECT_EQ(grpc.status, 200);
  EXPECT_EQ(grpc.reason, "fault_abort");
  EXPECT_THAT(grpc.headers, ElementsAre(Pair("content-type", "application/grpc"), Pair("grpc-status", "8"),
                                        Pair("grpc-message", "fault filter abort")));
}

TEST_F(CallRules, AnHttpAbortIsAStatusForGrpcCalls) {
  Serve([](auto& route) { AddFault(route, milliseconds(0), 503); });
  EXPECT_THAT(ReplyTo({{"content-type", "application/grpc"}}).headers, IsSupersetOf({Pair("grpc-status", "14")}));
  EXPECT_EQ(ReplyTo({{"content-type", "application/grpc-web"}}).status, 503) << "not gRPC";
}

TEST_F(CallRules, AMissingClusterIsStillNamed) {
  Serve([](auto& route) { route.mutable_route()->set_cluster("gone"); });
  control_plane_.SetError(std::string(xds::TypeUrl(xds::ResourceType::kCluster)), "gone", "no such subset");
  const Reply reply = ReplyTo({});
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.body, HasSubstr("no cluster \"gone\": "));
}

}  // namespace
}  // namespace weft::mesh
