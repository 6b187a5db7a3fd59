// SPDX-License-Identifier: Apache-2.0
#include "weft/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;
using ::testing::Pair;

TEST(Context, KeepsNamesInLowerCaseAndReplacesWithoutRegardToCase) {
  Context context;
  context.Set("End-User", "anna");
  context.Set("end-user", "jason");
  EXPECT_THAT(context.headers(), ElementsAre(Pair("end-user", "jason")));
  EXPECT_THAT(context.Get("END-USER"), Optional(std::string_view("jason")));
}

TEST(Context, AnEmptyValueRemovesTheHeader) {
  Context context;
  context.Set("cookie", "a=b");
  context.Set("cookie", "");
  EXPECT_TRUE(context.headers().empty());
}

TEST(Context, ScopesNestAndRestoreTheOneBefore) {
  Context outer, inner;
  EXPECT_EQ(Context::Current(), nullptr);
  {
    Context::Scope outer_scope(&outer);
    {
      Context::Scope inner_scope(&inner);
      EXPECT_EQ(Context::Current(), &inner);
    }
    EXPECT_EQ(Context::Current(), &outer);
  }
  EXPECT_EQ(Context::Current(), nullptr);
}

TEST(AppendForwardedFor, PutsTheCallerBehindWhatWasThere) {
  EXPECT_EQ(AppendForwardedFor("", "10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(AppendForwardedFor("10.1.2.3", "127.0.0.1"), "10.1.2.3, 127.0.0.1");
}

}  // namespace
}  // namespace weft
