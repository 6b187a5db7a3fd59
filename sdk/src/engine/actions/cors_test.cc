// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/cors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace weft::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using CorsKind = CorsDecision::Kind;
using StringType = model::StringMatcher::Type;

CompiledCors Compiled(const model::CorsPolicy& policy) {
  auto compiled = CompiledCors::Compile(policy);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  return *std::move(compiled);
}

model::CorsPolicy ShopPolicy() {
  model::CorsPolicy policy;
  policy.allow_origins = {{StringType::kExact, "https://shop.example", false},
                          {StringType::kRegex, "https://.*\\.trusted", false}};
  policy.allow_methods = "GET,POST";
  policy.allow_headers = "x-token";
  policy.expose_headers = "x-total";
  policy.max_age = "600";
  policy.allow_credentials = true;
  return policy;
}

RequestHead CorsRequest(std::string_view method, const std::vector<HeaderRef>& headers) {
  RequestHead head;
  head.method = method;
  head.headers = headers;
  return head;
}

std::vector<std::string> Lines(const CorsDecision& decision) {
  std::vector<std::string> lines;
  for (const HeaderChange& header : decision.headers) {
    EXPECT_EQ(header.kind, HeaderChange::Kind::kSet);
    lines.push_back(std::string(header.name) + ": " + std::string(header.value));
  }
  return lines;
}

TEST(Cors, APreflightOfAnAllowedOriginIsAnsweredWithWhatThePolicyAllows) {
  const std::vector<HeaderRef> headers = {{"Origin", "https://shop.example"}, {"Access-Control-Request-Method", "PUT"}};
  const CompiledCors cors = Compiled(ShopPolicy());
  const CorsDecision decision = cors.Decide(CorsRequest("OPTIONS", headers));
  EXPECT_EQ(decision.kind, CorsKind::kPreflight);
  EXPECT_EQ(decision.status, 200);
  EXPECT_THAT(Lines(decision), ElementsAre("access-control-allow-origin: https://shop.example",
                                           "access-control-allow-credentials: true", "access-control-allow-methods: GET,POST",
                                           "access-control-allow-headers: x-token", "access-control-max-age: 600"));
}

TEST(Cors, WhatThePolicyDoesNotDefineIsNotSent) {
  model::CorsPolicy policy;
  policy.allow_origins = {{StringType::kExact, "*", false}};
  const std::vector<HeaderRef> headers = {{"origin", "null"}, {"access-control-request-method", "GET"}};
  const CompiledCors cors = Compiled(policy);
  EXPECT_THAT(Lines(cors.Decide(CorsRequest("OPTIONS", headers))), ElementsAre("access-control-allow-origin: null"));
  EXPECT_THAT(Lines(cors.Decide(CorsRequest("GET", headers))), ElementsAre("access-control-allow-origin: null"));
}

TEST(Cors, AStarEchoesWhatThePreflightRequests) {
  model::CorsPolicy policy = ShopPolicy();
  policy.allow_methods = policy.allow_headers = "*";
  const std::vector<HeaderRef> headers = {{"origin", "https://a.trusted"},
                                          {"access-control-request-method", "DELETE"},
                                          {"access-control-request-headers", "x-a, x-b"}};
  const CompiledCors cors = Compiled(policy);
  EXPECT_THAT(Lines(cors.Decide(CorsRequest("OPTIONS", headers))),
              ::testing::IsSupersetOf({"access-control-allow-methods: DELETE", "access-control-allow-headers: x-a, x-b"}));
}

TEST(Cors, AnUnmatchedPreflightGoesOnUnlessThePolicyIgnoresIt) {
  const std::vector<HeaderRef> headers = {{"origin", "https://evil.example"}, {"access-control-request-method", "PUT"}};
  model::CorsPolicy policy = ShopPolicy();
  EXPECT_EQ(Compiled(policy).Decide(CorsRequest("OPTIONS", headers)).kind, CorsKind::kNone);
  policy.forward_unmatched_preflights = false;
  const CompiledCors cors = Compiled(policy);
  const CorsDecision decision = cors.Decide(CorsRequest("OPTIONS", headers));
  EXPECT_EQ(decision.kind, CorsKind::kPreflight);
  EXPECT_EQ(decision.status, 200);
  EXPECT_THAT(Lines(decision), ::testing::Not(::testing::Contains(HasSubstr("allow-origin"))));
}

TEST(Cors, ResponsesToAllowedOriginsMayBeRead) {
  const std::vector<HeaderRef> headers = {{"Origin", "https://b.trusted"}};
  const CompiledCors cors = Compiled(ShopPolicy());
  const CorsDecision decision = cors.Decide(CorsRequest("GET", headers));
  EXPECT_EQ(decision.kind, CorsKind::kActual);
  EXPECT_THAT(Lines(decision), ElementsAre("access-control-allow-origin: https://b.trusted",
                                           "access-control-allow-credentials: true", "access-control-expose-headers: x-total"));
}

TEST(Cors, OtherRequestsAreNoBusinessOfThePolicy) {
  const CompiledCors cors = Compiled(ShopPolicy());
  for (const auto& headers : std::vector<std::vector<HeaderRef>>{
           {}, {{"origin", ""}}, {{"origin", "https://evil.example"}}, {{"access-control-request-method", "GET"}}}) {
    const CorsDecision decision = cors.Decide(CorsRequest("GET", headers));
    EXPECT_EQ(decision.kind, CorsKind::kNone);
    EXPECT_THAT(decision.headers, IsEmpty());
  }
}

TEST(Cors, OptionsWithoutARequestedMethodIsAnActualRequest) {
  const std::vector<HeaderRef> headers = {{"origin", "https://shop.example"}};
  const CompiledCors cors = Compiled(ShopPolicy());
  EXPECT_EQ(cors.Decide(CorsRequest("OPTIONS", headers)).kind, CorsKind::kActual);
}

TEST(Cors, AnOriginThatDoesNotParseIsNamed) {
  model::CorsPolicy policy = ShopPolicy();
  policy.allow_origins[1].value = "(";
  EXPECT_THAT(std::string(CompiledCors::Compile(policy).status().message()), HasSubstr(".allow_origins[1].value: \"(\""));
}

}  // namespace
}  // namespace weft::engine
