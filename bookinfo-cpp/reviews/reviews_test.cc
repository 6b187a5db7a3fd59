// SPDX-License-Identifier: Apache-2.0
#include "reviews/reviews.h"

#include <gtest/gtest.h>

#include "common/test_server.h"
#include "weft/context.h"
#include "weft/httplib.h"

namespace bookinfo {
namespace {

const std::optional<Json> kBothRated = Json{{"Reviewer1", 5}, {"Reviewer2", 4}};

ReviewsOptions RedReviews() { return {.pod_name = "reviews-v3-1", .ratings = true, .star_color = "red"}; }

TEST(Reviews, TheIdIsTextAndAnUnsetClusterIsTheTextNull) {
  const Json answer = BuildReviews({.pod_name = "reviews-v1-1"}, 0, std::nullopt);
  EXPECT_EQ(answer["id"], "0");
  EXPECT_EQ(answer["podname"], "reviews-v1-1");
  EXPECT_EQ(answer["clustername"], "null");
  ASSERT_EQ(answer["reviews"].size(), 2u);
  EXPECT_EQ(answer["reviews"][0]["reviewer"], "Reviewer1");
  EXPECT_EQ(answer["reviews"][1]["reviewer"], "Reviewer2");
}

TEST(Reviews, VersionOneHasNoRatingEvenWhenThereIsOne) {
  const Json answer = BuildReviews({.pod_name = "p"}, 0, kBothRated);
  for (const Json& review : answer["reviews"]) {
    EXPECT_FALSE(review.contains("rating"));
    EXPECT_EQ(review.size(), 2u);
  }
}

TEST(Reviews, StarsCarryTheVersionsColor) {
  const Json answer = BuildReviews(RedReviews(), 0, kBothRated);
  EXPECT_EQ(answer["reviews"][0]["rating"].dump(), R"({"stars":5,"color":"red"})");
  EXPECT_EQ(answer["reviews"][1]["rating"].dump(), R"({"stars":4,"color":"red"})");
}

TEST(Reviews, AMissingRatingIsAnErrorForThatReviewAlone) {
  constexpr const char* kError = R"({"error":"Ratings service is currently unavailable"})";
  const Json none = BuildReviews(RedReviews(), 0, std::nullopt);
  EXPECT_EQ(none["reviews"][0]["rating"].dump(), kError);
  EXPECT_EQ(none["reviews"][1]["rating"].dump(), kError);
  const Json one = BuildReviews(RedReviews(), 0, Json{{"Reviewer1", 2}, {"Reviewer2", "many"}});
  EXPECT_EQ(one["reviews"][0]["rating"].dump(), R"({"stars":2,"color":"red"})");
  EXPECT_EQ(one["reviews"][1]["rating"].dump(), kError);
}

TEST(Reviews, TheBlackVersionWaitsLongerThanItsCallerDoes) {
  EXPECT_EQ(ReviewsOptions{.star_color = "black"}.RatingsTimeout(), std::chrono::seconds(10));
  EXPECT_EQ(ReviewsOptions{.star_color = "red"}.RatingsTimeout(), std::chrono::milliseconds(2500));
}

TEST(Reviews, AnswersOverHttp) {
  TestServer server;
  AddReviewsHandlers(*server, RedReviews(), [](int32_t) { return kBothRated; });
  auto client = server.Start();
  const auto result = client.Get("/reviews/12");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_EQ(
      result->body.rfind(R"({"id":"12","podname":"reviews-v3-1","clustername":"null","reviews":[{"reviewer":"Reviewer1",)", 0),
      0u)
      << result->body;
  EXPECT_EQ(client.Get("/reviews/abc")->status, 404);
  EXPECT_EQ(client.Get("/health")->body, R"({"status":"Reviews is healthy"})");
}

TEST(Reviews, RatingsThatTookLongerThanTheCallerWaitsAreATimeoutNotHalfAnAnswer) {
  TestServer server;
  weft::httplib::Instrument(*server);
  bool late = true;
  AddReviewsHandlers(*server, RedReviews(), [&](int32_t) -> std::optional<Json> {
    weft::Context::Current()->set_deadline(weft::Clock::now() + std::chrono::seconds(late ? 0 : 60));
    return std::nullopt;
  });
  auto client = server.Start();
  EXPECT_EQ(client.Get("/reviews/0")->status, 504);
  late = false;
  EXPECT_EQ(client.Get("/reviews/0")->status, 200);
}

TEST(Reviews, VersionOneNeverRequestsRatings) {
  TestServer server;
  bool called = false;
  AddReviewsHandlers(*server, {.pod_name = "p"}, [&](int32_t) {
    called = true;
    return kBothRated;
  });
  auto client = server.Start();
  EXPECT_EQ(client.Get("/reviews/0")->status, 200);
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace bookinfo
