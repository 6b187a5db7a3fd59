// SPDX-License-Identifier: Apache-2.0
#include "reviews/reviews.h"

#include <utility>

#include "weft/context.h"
#include "weft/httplib.h"

namespace bookinfo {
namespace {

struct BuiltInReview {
  const char* reviewer;
  const char* text;
};

constexpr BuiltInReview kReviews[] = {
    {"Reviewer1", "Two pairs of twins, one day in Ephesus and not a dull line in it. I laughed until the last exit."},
    {"Reviewer2", "Great fun from the first mix-up to the last, though I would not call it his deepest play."},
};

Json Rating(const std::string& reviewer, const std::string& color, const std::optional<Json>& ratings) {
  if (!ratings || !ratings->contains(reviewer) || !ratings->at(reviewer).is_number_integer()) {
    return {{"error", "Ratings service is currently unavailable"}};
  }
  return {{"stars", ratings->at(reviewer)}, {"color", color}};
}

// Whether the caller has stopped waiting during the call to ratings, or is about to: a timer may be early by a little.
constexpr auto kTimersSlack = std::chrono::milliseconds(5);

bool CallerHasGone() {
  const weft::Context* context = weft::Context::Current();
  return context != nullptr && context->deadline() && *context->deadline() <= weft::Clock::now() + kTimersSlack;
}

}  // namespace

std::chrono::milliseconds ReviewsOptions::RatingsTimeout() const {
  return std::chrono::milliseconds(star_color == "black" ? 10'000 : 2'500);
}

Json BuildReviews(const ReviewsOptions& options, int32_t product_id, const std::optional<Json>& ratings) {
  Json reviews = Json::array();
  for (const BuiltInReview& built_in : kReviews) {
    Json review = {{"reviewer", built_in.reviewer}, {"text", built_in.text}};
    if (options.ratings) review["rating"] = Rating(built_in.reviewer, options.star_color, ratings);
    reviews.push_back(std::move(review));
  }
  return {{"id", std::to_string(product_id)},
          {"podname", options.pod_name},
          {"clustername", options.cluster_name},
          {"reviews", std::move(reviews)}};
}

RatingsLookup RatingsOverMesh(std::shared_ptr<weft::Mesh> mesh, const std::string& authority,
                              std::chrono::milliseconds timeout) {
  mesh->Prefetch(authority);
  auto client = std::make_shared<weft::httplib::Client>(std::move(mesh), authority);
  client->set_deadline(timeout);
  return [client](int32_t product_id) -> std::optional<Json> {
    const auto result = client->Get("/ratings/" + std::to_string(product_id));
    if (!result || result->status != 200) return std::nullopt;
    const Json answer = Json::parse(result->body, nullptr, false);
    if (!answer.is_object() || !answer.contains("ratings") || !answer["ratings"].is_object()) return std::nullopt;
    return answer["ratings"];
  };
}

void AddReviewsHandlers(::httplib::Server& server, const ReviewsOptions& options, RatingsLookup lookup) {
  server.Get("/reviews/([^/]+)", [options, lookup = std::move(lookup)](const auto& request, auto& response) {
    const auto id = ParseProductId(request.matches[1].str());
    if (!id) return ReplyError(response, 404, "no such product: " + request.matches[1].str());
    const std::optional<Json> ratings = options.ratings ? lookup(*id) : std::nullopt;
    // Half an answer at the last moment would be a matter of luck: the response states that it came too late.
    if (!ratings && CallerHasGone()) return ReplyError(response, 504, "ratings took longer than the caller waits");
    Reply(response, 200, BuildReviews(options, *id, ratings));
  });
  server.Get("/health", [](const auto&, auto& response) { Reply(response, 200, Json{{"status", "Reviews is healthy"}}); });
}

}  // namespace bookinfo
