// SPDX-License-Identifier: Apache-2.0
#include "weft/transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transport/idle_connections.h"

namespace weft::transport {
namespace {

using Kind = HeaderChange::Kind;
using ::testing::ElementsAre;
using ::testing::Pair;

TEST(ApplyChanges, ActsInOrderAndNamesHaveNoCase) {
  HeaderList headers({{"X-Old", "1"}, {"Cookie", "a"}, {"Server", "x"}});
  const HeaderChange changes[] = {
      {Kind::kRemove, "server", ""}, {Kind::kSet, "x-old", "2"}, {Kind::kAppend, "cookie", "b"}, {Kind::kSet, "x-old", "3"}};
  ApplyChanges(changes, headers);
  EXPECT_THAT(headers.headers(), ElementsAre(Pair("Cookie", "a"), Pair("cookie", "b"), Pair("x-old", "3")));
}

TEST(ApplyChanges, AValueMayBeThatOfAHeaderThatGoes) {
  HeaderList headers({{"server", "a name that is longer than a short string"}});
  const std::string_view server = headers.Get("server");
  const HeaderChange changes[] = {
      {Kind::kAppend, "x-first", "1"}, {Kind::kRemove, "server", ""}, {Kind::kSet, "x-a", server}, {Kind::kSet, "x-a", server}};
  ApplyChanges(changes, headers);
  EXPECT_EQ(headers.Get("x-a"), "a name that is longer than a short string");
  EXPECT_EQ(headers.headers().size(), 2u);
}

TEST(ApplyHead, TheHostIsTheCallersUnlessTheRulesRewriteIt) {
  HeaderList none, own({{"Host", "mine"}}), rewritten({{"Host", "mine"}});
  ApplyHead({.authority = "shop:9080", .path = "/", .changes = {}}, none);
  ApplyHead({.authority = "shop:9080", .path = "/", .changes = {}}, own);
  ApplyHead({.authority = "inner", .path = "/", .changes = {}, .authority_rewritten = true}, rewritten);
  EXPECT_EQ(none.Get("host"), "shop:9080");
  EXPECT_EQ(own.Get("host"), "mine");
  EXPECT_EQ(rewritten.Get("host"), "inner");
}

TEST(AddContext, TheCallsOwnHeadersWin) {
  Context context;
  context.Set("end-user", "jason");
  context.Set("cookie", "from-context");
  HeaderList headers({{"Cookie", "own"}});
  AddContext(&context, headers);
  AddContext(nullptr, headers);
  EXPECT_THAT(headers.headers(), ElementsAre(Pair("Cookie", "own"), Pair("end-user", "jason")));
}

TEST(SetTimeLeft, SendsWholeMillisecondsAndAtLeastOneInPlaceOfWhatWasThere) {
  HeaderList headers({{"X-Envoy-Expected-Rq-Timeout-Ms", "99999"}});
  for (const auto& [left, sent] : {std::pair(500, "500"), std::pair(0, "1"), std::pair(-7, "1")}) {
    SetTimeLeft(std::chrono::milliseconds(left), headers);
    EXPECT_THAT(headers.headers(), ElementsAre(Pair(std::string(kExpectedTimeoutHeader), sent)));
  }
}

TEST(MakeLocalResponse, IsTextUnlessTheRuleSetsAnotherType) {
  const Reply text{503, "no_route", "why"}, json{418, "direct_response", "{}", {{"content-type", "application/json"}}};
  EXPECT_EQ(MakeLocalResponse(text, "GET").headers.Get("content-type"), "text/plain");
  EXPECT_EQ(MakeLocalResponse(json, "GET").headers.Get("content-type"), "application/json");
  EXPECT_EQ(MakeLocalResponse(json, "GET").body, "{}");
  EXPECT_EQ(MakeLocalResponse(json, "HEAD").body, "");
}

TEST(CaptureContext, TakesTheNamedHeadersAndMakesAnId) {
  const HeaderList inbound({{"Cookie", "a=b"}, {"X-Forwarded-For", "10.1.2.3"}, {"x-private", "no"}});
  const auto value_of = [&](const std::string& name) { return std::string(inbound.Get(name)); };
  const Context context = CaptureContext(value_of, {"Cookie", "x-request-id"}, "127.0.0.1");
  EXPECT_EQ(context.Get("cookie"), "a=b");
  EXPECT_EQ(context.Get("x-forwarded-for"), "10.1.2.3, 127.0.0.1");
  EXPECT_EQ(context.Get("x-request-id").value_or("").size(), 36u);
  EXPECT_FALSE(context.Get("x-private"));
}

TEST(IdleConnections, AreFoundByTheirIdAloneAndTheLastUsedFirst) {
  IdleConnections<int> idle;
  const TimePoint now{std::chrono::hours(1)};
  idle.Give("a:1", 1, now);
  idle.Give("a:1", 2, now);
  EXPECT_EQ(idle.Take("a:1/tls"), std::nullopt);
  EXPECT_EQ(idle.Take("a:1"), 2);
  EXPECT_EQ(idle.Take("a:1"), 1);
  EXPECT_EQ(idle.Take("a:1"), std::nullopt);
}

TEST(IdleConnections, GoWhenTheyWereIdleForLongAndAreNeverTooMany) {
  IdleConnections<int> idle;
  const TimePoint now{std::chrono::hours(1)};
  idle.Give("old", 1, now);
  idle.Give("a", 2, now + IdleConnections<int>::kMaxIdle * 2);
  EXPECT_EQ(idle.Take("old"), std::nullopt);
  for (int i = 0; i < 100; ++i) idle.Give("a", i, now);
  size_t kept = 0;
  while (idle.Take("a")) ++kept;
  EXPECT_EQ(kept, IdleConnections<int>::kMaxIdlePerId);
}

}  // namespace
}  // namespace weft::transport
