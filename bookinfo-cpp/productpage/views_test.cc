// SPDX-License-Identifier: Apache-2.0
#include "productpage/views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bookinfo {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

int Count(const std::string& text, const std::string& what) {
  int count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

Answer GoodDetails() {
  return {200, Json{{"id", 0},
                    {"author", "William Shakespeare"},
                    {"year", 1595},
                    {"type", "paperback"},
                    {"pages", 200},
                    {"publisher", "PublisherA"},
                    {"language", "English"},
                    {"ISBN-10", "1234567890"}}};
}

Answer ReviewsWith(const Json& rating, const std::string& cluster = "null") {
  Json review = {{"reviewer", "Reviewer1"}, {"text", "Good."}};
  if (!rating.is_null()) review["rating"] = rating;
  return {200, Json{{"id", "0"}, {"podname", "reviews-v1-1"}, {"clustername", cluster}, {"reviews", Json::array({review})}}};
}

std::string PageWith(const Answer& details, const Answer& reviews, const std::string& user = "") {
  return ProductPage(TheProduct(), user, details, reviews);
}

TEST(Views, ShowTheBookItsDetailsAndItsReviews) {
  const std::string page = PageWith(GoodDetails(), ReviewsWith(nullptr));
  for (const char* text :
       {"BookInfo Sample", "The Comedy of Errors", "William Shakespeare", "ISBN-10", "1234567890", "PublisherA", "200",
        "paperback", "English", "Book Reviews", "Good.", "Reviewer1", "Reviews served by:", "reviews-v1-1"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

TEST(Views, VersionOneHasNoStars) {
  const std::string page = PageWith(GoodDetails(), ReviewsWith(nullptr));
  EXPECT_EQ(Count(page, "class=\"stars"), 0);
  EXPECT_EQ(Count(page, "class=\"rating-error"), 0);
}

TEST(Views, StarsAreFilledUpToTheRatingInTheVersionsColor) {
  const std::string page = PageWith(GoodDetails(), ReviewsWith({{"stars", 4}, {"color", "red"}}));
  EXPECT_EQ(Count(page, "class=\"stars stars-red\""), 1);
  EXPECT_EQ(Count(page, "star-filled"), 4);
  EXPECT_EQ(Count(page, "star-outlined"), 1);
  EXPECT_THAT(page, HasSubstr("4 of 5 stars"));
}

TEST(Views, NeverShowMoreThanFiveStarsNorABadColor) {
  const std::string page = PageWith(GoodDetails(), ReviewsWith({{"stars", 99}, {"color", "red\" onclick=\"x"}}));
  EXPECT_EQ(Count(page, "star-filled"), 5);
  EXPECT_EQ(Count(page, "class=\"stars stars-black\""), 1);
  EXPECT_EQ(Count(PageWith(GoodDetails(), ReviewsWith({{"stars", -1}, {"color", "red"}})), "star-outlined"), 5);
}

TEST(Views, ARatingErrorStandsUnderItsReview) {
  const std::string page = PageWith(GoodDetails(), ReviewsWith({{"error", "Ratings service is currently unavailable"}}));
  EXPECT_THAT(page, HasSubstr("class=\"rating-error\""));
  EXPECT_THAT(page, HasSubstr("Ratings service is currently unavailable"));
  EXPECT_THAT(page, HasSubstr("Good."));
}

TEST(Views, AFailedServiceLeavesTheRestOfThePage) {
  const Answer no_details = AnswerFrom(nullptr, "product details");
  const std::string page = PageWith(no_details, ReviewsWith(nullptr));
  EXPECT_THAT(page, HasSubstr("Error fetching product details"));
  EXPECT_THAT(page, HasSubstr("Sorry, product details are currently unavailable for this book."));
  EXPECT_THAT(page, HasSubstr("Book Reviews"));
  const std::string other = PageWith(GoodDetails(), AnswerFrom(nullptr, "product reviews"));
  EXPECT_THAT(other, HasSubstr("Error fetching product reviews"));
  EXPECT_THAT(other, HasSubstr("Sorry, product reviews are currently unavailable for this book."));
  EXPECT_THAT(other, HasSubstr("PublisherA"));
}

TEST(Views, TheClusterIsNamedWhenItIsSet) {
  EXPECT_THAT(PageWith(GoodDetails(), ReviewsWith(nullptr, "east")), HasSubstr(" on cluster east"));
  EXPECT_THAT(PageWith(GoodDetails(), ReviewsWith(nullptr)), Not(HasSubstr("on cluster")));
}

TEST(Views, OfferSignInOrShowTheUserAndSignOut) {
  const std::string out = PageWith(GoodDetails(), ReviewsWith(nullptr));
  EXPECT_THAT(out, HasSubstr("action=\"/login\""));
  EXPECT_THAT(out, HasSubstr("name=\"username\""));
  EXPECT_THAT(out, HasSubstr("name=\"passwd\""));
  EXPECT_THAT(out, Not(HasSubstr("Sign out")));
  const std::string in = PageWith(GoodDetails(), ReviewsWith(nullptr), "jason");
  EXPECT_THAT(in, HasSubstr(">jason<"));
  EXPECT_THAT(in, HasSubstr("href=\"/logout\""));
  EXPECT_THAT(in, Not(HasSubstr("name=\"username\"")));
}

TEST(Views, WhatServicesAndUsersSendIsEscaped) {
  const std::string evil = "<script>alert(1)</script>";
  Answer details = GoodDetails();
  details.body["publisher"] = evil;
  details.body["author"] = evil;
  Answer reviews = ReviewsWith({{"error", evil}}, evil);
  reviews.body["podname"] = evil;
  reviews.body["reviews"][0]["text"] = evil;
  reviews.body["reviews"][0]["reviewer"] = evil;
  const std::string page = PageWith(details, reviews, evil);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_EQ(Count(page, "&lt;script&gt;"), 8);
}

TEST(Views, SurviveAnswersOfTheWrongShape) {
  for (const char* body :
       {"{}", R"({"reviews":[1,"x",null]})", R"({"reviews":[{"rating":5}]})", R"({"reviews":[{"rating":{}}]})"}) {
    EXPECT_THAT(PageWith({200, Json::parse("{}")}, {200, Json::parse(body)}), HasSubstr("Book Reviews")) << body;
  }
}

TEST(Views, TheLandingPageLinksBothUsersAndListsTheServices) {
  const std::string page = LandingPage("", {});
  for (const char* text : {"/productpage?u=normal", "Normal user", "/productpage?u=test", "Test user", "details:9080",
                           "reviews:9080", "ratings:9080"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
}

TEST(Answer, KeepsTheStatusAndApologizes) {
  ::httplib::Response response;
  response.status = 503;
  const Answer unavailable = AnswerFrom(&response, "product reviews");
  EXPECT_EQ(unavailable.status, 503);
  EXPECT_EQ(unavailable.body.dump(), R"({"error":"Sorry, product reviews are currently unavailable for this book."})");
  EXPECT_EQ(AnswerFrom(nullptr, "product ratings").status, 500);
}

TEST(Answer, ABodyThatIsNoObjectIsNoAnswer) {
  ::httplib::Response response;
  response.status = 200;
  response.body = "[]";
  EXPECT_EQ(AnswerFrom(&response, "product details").status, 500);
  response.body = "{";
  EXPECT_EQ(AnswerFrom(&response, "product details").status, 500);
  response.body = R"({"id":0})";
  EXPECT_EQ(AnswerFrom(&response, "product details").body["id"], 0);
}

TEST(Products, ListTheOneBook) {
  const Json products = ProductsJson();
  ASSERT_EQ(products.size(), 1u);
  EXPECT_EQ(products[0]["id"], 0);
  EXPECT_EQ(products[0]["title"], "The Comedy of Errors");
  EXPECT_TRUE(products[0]["descriptionHtml"].is_string());
}

TEST(Metrics, CountsByServiceAndStatus) {
  Metrics metrics;
  metrics.Count("reviews", 200);
  metrics.Count("reviews", 200);
  metrics.Count("details", 503);
  EXPECT_THAT(metrics.Text(), HasSubstr("request_result_total{destination_app=\"reviews\",response_code=\"200\"} 2\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("request_result_total{destination_app=\"details\",response_code=\"503\"} 1\n"));
}

}  // namespace
}  // namespace bookinfo
