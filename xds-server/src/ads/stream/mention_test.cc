#include "ads/stream/mention.h"

#include "gtest/gtest.h"

namespace weft::ads {
namespace {

TEST(Mention, IsOfAWholeName) {
  EXPECT_TRUE(Mentions("Listener \"reviews:9080\": bad", "reviews:9080"));
  EXPECT_TRUE(Mentions("reviews:9080: bad", "reviews:9080"));
  EXPECT_TRUE(Mentions("bad: reviews:9080.", "reviews:9080"));
  EXPECT_TRUE(Mentions("[resource index 0: outbound|80||a.b: bad]", "outbound|80||a.b"));
  EXPECT_TRUE(Mentions("my-reviews:9080, reviews:9080", "reviews:9080"));
}

TEST(Mention, IsNotOfALongerName) {
  EXPECT_FALSE(Mentions("my-reviews:9080", "reviews:9080"));
  EXPECT_FALSE(Mentions("reviews:90801", "reviews:9080"));
  EXPECT_FALSE(Mentions("outbound|80||a.b.c is bad", "outbound|80||a.b"));
  EXPECT_FALSE(Mentions("x.reviews:9080", "reviews:9080"));
  EXPECT_FALSE(Mentions("", "a"));
  EXPECT_FALSE(Mentions("a", ""));
}

}  // namespace
}  // namespace weft::ads
