// SPDX-License-Identifier: Apache-2.0
#include "ads/stream/name_in_text.h"

#include "gtest/gtest.h"

namespace weft::ads {
namespace {

TEST(ContainsName, IsOfAWholeName) {
  EXPECT_TRUE(ContainsName("Listener \"reviews:9080\": bad", "reviews:9080"));
  EXPECT_TRUE(ContainsName("reviews:9080: bad", "reviews:9080"));
  EXPECT_TRUE(ContainsName("bad: reviews:9080.", "reviews:9080"));
  EXPECT_TRUE(ContainsName("[resource index 0: outbound|80||a.b: bad]", "outbound|80||a.b"));
  EXPECT_TRUE(ContainsName("my-reviews:9080, reviews:9080", "reviews:9080"));
}

TEST(ContainsName, IsNotOfALongerName) {
  EXPECT_FALSE(ContainsName("my-reviews:9080", "reviews:9080"));
  EXPECT_FALSE(ContainsName("reviews:90801", "reviews:9080"));
  EXPECT_FALSE(ContainsName("outbound|80||a.b.c is bad", "outbound|80||a.b"));
  EXPECT_FALSE(ContainsName("x.reviews:9080", "reviews:9080"));
  EXPECT_FALSE(ContainsName("", "a"));
  EXPECT_FALSE(ContainsName("a", ""));
}

}  // namespace
}  // namespace weft::ads
