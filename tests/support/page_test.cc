// SPDX-License-Identifier: Apache-2.0
#include "support/page.h"

#include "gmock/gmock.h"

namespace weft::test {
namespace {

constexpr char kReview[] = "<figure class=\"review\">";
constexpr char kServed[] = "<p class=\"served-by\">Reviews served by: <code>reviews-v2-mysql-4711</code></p>";

TEST(Page, ShowsWhatTheReviewsBlockHolds) {
  EXPECT_EQ(StarsOn(kReview), "none");
  EXPECT_EQ(StarsOn("<figure class=\"review\"><p class=\"stars stars-black\" role=\"img\">"), "black");
  EXPECT_EQ(StarsOn("<figure class=\"review\"><p class=\"rating-error\" role=\"status\">"), "no ratings");
  EXPECT_EQ(StarsOn("<h2>Error fetching product reviews</h2>"), "no reviews");
  EXPECT_EQ(StarsOn("404"), "no page");
}

TEST(Page, NamesTheProcessThatServedTheReviews) {
  EXPECT_EQ(ReviewsPodOn(kServed), "reviews-v2-mysql-4711");
  EXPECT_EQ(ReviewsVersionOn(kServed), "v2-mysql");
  EXPECT_EQ(ReviewsPodOn(kReview), "");
}

}  // namespace
}  // namespace weft::test
