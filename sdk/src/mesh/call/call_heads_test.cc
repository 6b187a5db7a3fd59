// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/call_heads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/testing/builders.h"

namespace weft::mesh {
namespace {

using EditKind = model::HeaderEdit::Kind;

class CallHeadsTest : public ::testing::Test {
 protected:
  // The compiled form of a route.
  const engine::CompiledRoute& Compiled(const model::Route& route) {
    table_ = *engine::CompiledRouteTable::Compile(engine::testing::OneHost({route}));
    Random random(1);
    return *table_->Match(head_, random);
  }
  // The value that the request gets for `name` from the last of its changes; "none" without any.
  static std::string Last(const CallHeads& heads, std::string_view name) {
    std::string value = "none";
    for (const HeaderChange& change : heads.request().changes) {
      if (change.name == name) value = change.kind == HeaderChange::Kind::kRemove ? "removed" : std::string(change.value);
    }
    return value;
  }

  Random random_{2};
  const RequestHead head_ = engine::testing::Get("/reviews/0");
  std::shared_ptr<const engine::CompiledRouteTable> table_;
};

TEST_F(CallHeadsTest, EditsSeeTheIdThatTheRequestWillHave) {
  auto route = engine::testing::PrefixRoute("r");
  route.headers.request = {{EditKind::kSet, "x-trace", "%REQ(x-request-id)%"}};
  CallHeads heads(head_);
  heads.BuildRequest(Compiled(route), 0, {.request = head_}, random_);
  EXPECT_EQ(Last(heads, "x-trace"), Last(heads, "x-request-id"));
  EXPECT_EQ(Last(heads, "x-trace").size(), 36u);
}

TEST_F(CallHeadsTest, AnEditMayTakeTheIdAway) {
  auto route = engine::testing::PrefixRoute("r");
  route.headers.request = {{EditKind::kRemove, "x-request-id", ""}};
  CallHeads heads(head_);
  heads.BuildRequest(Compiled(route), 0, {.request = head_}, random_);
  EXPECT_EQ(Last(heads, "x-request-id"), "removed");
}

TEST_F(CallHeadsTest, OnlyTheDrawnDestinationEdits) {
  auto route = engine::testing::PrefixRoute("r");
  const model::HeaderEdits sets1{{{EditKind::kSet, "x-v", "1"}}, {}}, sets2{{{EditKind::kSet, "x-v", "2"}}, {}};
  route.clusters = {{"v1", 1, sets1, {}}, {"v2", 1, sets2, "v2.host"}};
  route.rewrite.authority = "route.host";
  const engine::CompiledRoute& compiled = Compiled(route);
  CallHeads first(head_), second(head_);
  first.BuildRequest(compiled, 0, {.request = head_}, random_);
  second.BuildRequest(compiled, 1, {.request = head_}, random_);
  EXPECT_EQ(Last(first, "x-v") + Last(second, "x-v"), "12");
  EXPECT_EQ(first.request().authority, "route.host") << "an authority of its own would beat it";
  EXPECT_EQ(second.request().authority, "v2.host");
}

TEST_F(CallHeadsTest, BeforeARouteTheRequestIsAsItCame) {
  const CallHeads heads(head_);
  EXPECT_EQ(heads.request().path, "/reviews/0");
  EXPECT_EQ(heads.request().authority, "reviews:9080");
  EXPECT_TRUE(heads.request().changes.empty());
}

}  // namespace
}  // namespace weft::mesh
