// SPDX-License-Identifier: Apache-2.0
#include "productpage/views.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace bookinfo {
namespace {

constexpr int kMostStars = 5;
constexpr std::pair<const char*, const char*> kDetailRows[] = {
    {"ISBN-10", "ISBN-10"}, {"Publisher", "publisher"}, {"Pages", "pages"}, {"Type", "type"}, {"Language", "language"}};

// Text as it is, everything else as JSON; nothing for what is missing.
std::string TextOf(const Json& object, const std::string& key) {
  if (!object.is_object() || !object.contains(key)) return "";
  const Json& value = object[key];
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A color becomes part of a class name: letters only.
std::string ColorName(const std::string& color) {
  const bool plain = !color.empty() && std::all_of(color.begin(), color.end(), [](unsigned char c) { return std::islower(c); });
  return plain ? color : "black";
}

Html Stars(const Json& rating) {
  const Json& given = rating["stars"];
  const int64_t filled = std::clamp<int64_t>(given.is_number_integer() ? given.get<int64_t>() : 0, 0, kMostStars);
  Html stars;
  for (int i = 0; i < kMostStars; ++i) stars += Fill(i < filled ? "star_filled" : "star_outlined", {});
  return Fill("stars", {{"color", ColorName(TextOf(rating, "color"))}, {"count", std::to_string(filled)}, {"stars", stars}});
}

Html RatingView(const Json& review) {
  if (!review.contains("rating")) return {};
  const Json& rating = review["rating"];
  if (rating.is_object() && rating.contains("stars")) return Stars(rating);
  return Fill("rating_error", {{"message", TextOf(rating, "error")}});
}

Html ReviewView(const Json& review) {
  return Fill("review",
              {{"rating", RatingView(review)}, {"text", TextOf(review, "text")}, {"reviewer", TextOf(review, "reviewer")}});
}

Html ServedBy(const Json& reviews) {
  const std::string cluster = TextOf(reviews, "clustername");
  const std::string where = cluster.empty() || cluster == "null" ? "" : " on cluster " + cluster;
  return Fill("served_by", {{"pod", TextOf(reviews, "podname")}, {"where", where}});
}

Html ErrorView(const char* title, const Answer& answer) {
  return Fill("error", {{"title", title}, {"message", TextOf(answer.body, "error")}});
}

Html DetailsView(const Answer& details) {
  if (!details.ok()) return ErrorView("Error fetching product details", details);
  Html rows;
  for (const auto& [label, key] : kDetailRows) {
    rows += Fill("details_row", {{"label", label}, {"value", TextOf(details.body, key)}});
  }
  return Fill("details", {{"rows", rows}});
}

Html Byline(const Answer& details) {
  if (!details.ok()) return {};
  return Fill("byline", {{"author", TextOf(details.body, "author")}, {"year", TextOf(details.body, "year")}});
}

Html ReviewsView(const Answer& reviews) {
  if (!reviews.ok()) return ErrorView("Error fetching product reviews", reviews);
  Html list;
  for (const Json& review : reviews.body.value("reviews", Json::array())) {
    if (review.is_object()) list += ReviewView(review);
  }
  return Fill("reviews", {{"list", list}, {"served_by", ServedBy(reviews.body)}});
}

std::string Page(const std::string& title, const std::string& user, const Html& main) {
  const Html account = user.empty() ? Fill("sign_in", {}) : Fill("signed_in", {{"user", user}});
  return Fill("page", {{"title", title}, {"account", account}, {"main", main}}).text();
}

}  // namespace

const Product& TheProduct() {
  static constexpr Product kProduct = {
      0, "The Comedy of Errors",
      "Two pairs of identical twins, parted as babies by a shipwreck, walk the streets of one town on one day, and nobody "
      "knows "
      "that there are two of each. <em>The Comedy of Errors</em> is one of William Shakespeare&#8217;s first plays and his "
      "shortest: a farce of wrong doors, wrong husbands and a gold chain that always reaches the wrong man."};
  return kProduct;
}

Json ProductsJson() {
  const Product& product = TheProduct();
  return Json::array({{{"id", product.id}, {"title", product.title}, {"descriptionHtml", product.description_html}}});
}

std::string ProductPage(const Product& product, const std::string& user, const Answer& details, const Answer& reviews) {
  const Html main = Fill("product", {{"title", product.title},
                                     {"description", Html(product.description_html)},
                                     {"byline", Byline(details)},
                                     {"details", DetailsView(details)},
                                     {"reviews", ReviewsView(reviews)}});
  return Page(product.title, user, main);
}

std::string LandingPage(const std::string& user, const BackendAddresses& addresses) {
  return Page(
      "Bookinfo", user,
      Fill("landing", {{"details", addresses.details}, {"reviews", addresses.reviews}, {"ratings", addresses.ratings}}));
}

std::string MessagePage(const std::string& user, const std::string& title, const std::string& message) {
  return Page(title, user, Fill("message", {{"title", title}, {"message", message}}));
}

}  // namespace bookinfo
