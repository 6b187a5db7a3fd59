// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/header_expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "weft/testing.h"

namespace weft::engine {
namespace {

using ::testing::HasSubstr;

class HeaderExpressionTest : public ::testing::Test {
 protected:
  HeaderExpressionTest() {
    request_.authority = "reviews:9080";
    request_.path = "/reviews/0?lang=en&q=";
    request_.headers = request_headers_;
    response_.headers = response_headers_;
    input_.route_name = "v2-route";
    input_.cluster = "outbound|9080|v2|reviews";
  }

  std::string Evaluate(std::string_view text) const {
    const auto expression = HeaderExpression::Compile(text);
    EXPECT_TRUE(expression.ok()) << expression.status();
    return expression.ok() ? expression->Evaluate(input_) : "error";
  }
  void Answered() {
    input_.response = &response_;
    input_.endpoint = "10.0.0.1:9080";
    input_.address = "10.0.0.1";
    input_.port = 9080;
    input_.attempts = 2;
  }

  const std::vector<HeaderRef> request_headers_ = {{"End-User", "jason"}, {"x-list", "a"}, {"X-List", "b"}, {"x-empty", ""}};
  const std::vector<HeaderRef> response_headers_ = {{"Server", "nginx"}};
  RequestHead request_;
  ResponseHead response_{503, {}};
  ExpressionInput input_{.request = request_};
};

TEST_F(HeaderExpressionTest, LiteralsAreEvaluatedWithoutARequest) {
  const auto expression = *HeaderExpression::Compile("100%% sure%DOWNSTREAM_TLS_VERSION%!");
  EXPECT_TRUE(expression.is_literal());
  EXPECT_EQ(expression.literal(), "100% sure!");
  EXPECT_EQ(expression.Evaluate(input_), "100% sure!");
}

TEST_F(HeaderExpressionTest, RequestHeadersAreFoundWithoutRegardToCase) {
  EXPECT_EQ(Evaluate("<%REQ(end-user)%>"), "<jason>");
  EXPECT_EQ(Evaluate("%REQ(X-LIST)%"), "a") << "the first of several";
}

TEST_F(HeaderExpressionTest, AnAlternativeStandsInForAHeaderThatIsMissing) {
  EXPECT_EQ(Evaluate("%REQ(absent?End-User)%"), "jason");
  EXPECT_EQ(Evaluate("%REQ(x-empty?end-user)%"), "") << "an empty header is there";
  EXPECT_EQ(Evaluate("[%REQ(absent?absent-too)%]"), "[]");
}

TEST_F(HeaderExpressionTest, PseudoHeadersNameThePartsOfTheHead) {
  EXPECT_EQ(Evaluate("%REQ(:method)% %REQ(:scheme)% %REQ(:authority)% %REQ(host)% %REQ(:path)%"),
            "GET http reviews:9080 reviews:9080 /reviews/0?lang=en&q=");
}

TEST_F(HeaderExpressionTest, ValuesAreCutToTheirLength) {
  EXPECT_EQ(Evaluate("%REQ(end-user):3%"), "jas");
  EXPECT_EQ(Evaluate("%REQ(end-user):0%|%REQ(end-user):99%"), "|jason");
}

TEST_F(HeaderExpressionTest, EarlierChangesAreSeen) {
  const std::vector<HeaderChange> changes = {{HeaderChange::Kind::kSet, "end-user", "kylie"},
                                             {HeaderChange::Kind::kRemove, "x-list", ""},
                                             {HeaderChange::Kind::kAppend, "x-list", "c"}};
  input_.request_changes = changes;
  EXPECT_EQ(Evaluate("%REQ(end-user)% %REQ(x-list)%"), "kylie c");
}

TEST_F(HeaderExpressionTest, QueryParametersAreTakenAsSent) {
  EXPECT_EQ(Evaluate("%QUERY_PARAM(lang)%,%QUERY_PARAM(q)%,%QUERY_PARAM(absent)%"), "en,,");
}

TEST_F(HeaderExpressionTest, TheRouteAndItsClusterAreNamed) {
  EXPECT_EQ(Evaluate("%ROUTE_NAME% %UPSTREAM_CLUSTER% %PROTOCOL%"), "v2-route outbound|9080|v2|reviews HTTP/1.1");
}

TEST_F(HeaderExpressionTest, OnlyAResponseHasItsEndpointAndStatus) {
  const char kText[] =
      "%RESPONSE_CODE%,%UPSTREAM_REMOTE_ADDRESS%,%UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%,%UPSTREAM_REMOTE_PORT%,"
      "%UPSTREAM_HOST%,%UPSTREAM_REQUEST_ATTEMPT_COUNT%,%RESP(server)%,%RESP(:status)%";
  EXPECT_EQ(Evaluate(kText), "0,,,,,0,,");
  Answered();
  EXPECT_EQ(Evaluate(kText), "503,10.0.0.1:9080,10.0.0.1,9080,10.0.0.1:9080,2,nginx,503");
}

TEST_F(HeaderExpressionTest, ResponsesTakeFromTheRequestToo) {
  Answered();
  EXPECT_EQ(Evaluate("%REQ(end-user)%/%RESP(x-absent?server)%"), "jason/nginx");
}

TEST_F(HeaderExpressionTest, TheStartIsWrittenInUtc) {
  weft::testing::FakeEnv env;
  input_.env = &env;
  input_.start = env.Now() + std::chrono::nanoseconds(123'456'789);
  EXPECT_EQ(Evaluate("%START_TIME%"), "2030-01-01T00:00:00.123Z");
  EXPECT_EQ(Evaluate("%START_TIME(%s.%3f %Y/%m/%d)%"), "1893456000.123 2030/01/01");
  EXPECT_EQ(Evaluate("%START_TIME(%f|%6f|%%3f)%"), "123456789|123456|%3f");
}

TEST_F(HeaderExpressionTest, TheStartIsThatOfTheCallHoweverLongItTakes) {
  weft::testing::FakeEnv env;
  input_.env = &env;
  input_.start = env.Now();
  env.Advance(std::chrono::hours(1));
  EXPECT_EQ(Evaluate("%START_TIME(%H:%M)%"), "00:00");
  input_.start = env.Now();
  EXPECT_EQ(Evaluate("%START_TIME(%H:%M)%"), "01:00");
}

TEST_F(HeaderExpressionTest, TheProcessIsEvaluated) {
  setenv("WEFT_EXPRESSION_TEST", "blue", 1);
  EXPECT_EQ(Evaluate("%ENVIRONMENT(WEFT_EXPRESSION_TEST)%-%ENVIRONMENT(WEFT_EXPRESSION_TEST):2%"), "blue-bl");
  unsetenv("WEFT_EXPRESSION_TEST");
  EXPECT_NE(Evaluate("%HOSTNAME%"), "");
}

TEST_F(HeaderExpressionTest, WhatHasNoValueIsEmpty) {
  EXPECT_EQ(Evaluate("<%REQUESTED_SERVER_NAME%%DOWNSTREAM_REMOTE_ADDRESS%%DYNAMIC_METADATA(a:b)%%TRAILER(x)%>"), "<>");
}

TEST(HeaderExpression, WhatIsWrongIsNamed) {
  const auto status = HeaderExpression::Compile("50% off").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr(": \"50% off\": position 2: a lone %"));
}

}  // namespace
}  // namespace weft::engine
