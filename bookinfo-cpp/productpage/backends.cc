// SPDX-License-Identifier: Apache-2.0
#include "productpage/backends.h"

#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "weft/context.h"

namespace bookinfo {
namespace {

constexpr auto kTryTimeout = std::chrono::seconds(3);
constexpr int kReviewsTries = 2;

}  // namespace

Answer AnswerFrom(const ::httplib::Response* response, const std::string& what) {
  Answer answer{.status = response != nullptr ? response->status : 500, .body = nullptr};
  if (answer.ok()) {
    answer.body = Json::parse(response->body, nullptr, false);
    if (!answer.body.is_object()) answer.status = 500;
  }
  if (!answer.ok()) answer.body = Json{{"error", "Sorry, " + what + " are currently unavailable for this book."}};
  return answer;
}

Backends::Backends(std::shared_ptr<weft::Mesh> mesh, const BackendAddresses& addresses)
    : details_(mesh, addresses.details), reviews_(mesh, addresses.reviews), ratings_(mesh, addresses.ratings) {
  for (const std::string& authority : {addresses.details, addresses.reviews, addresses.ratings}) mesh->Prefetch(authority);
  for (weft::httplib::Client* client : {&details_, &reviews_, &ratings_}) client->set_deadline(kTryTimeout);
}

Answer Backends::Details(int32_t product_id) { return Call(details_, "details", "product details", product_id, 1); }

Answer Backends::Reviews(int32_t product_id) { return Call(reviews_, "reviews", "product reviews", product_id, kReviewsTries); }

Answer Backends::Ratings(int32_t product_id) { return Call(ratings_, "ratings", "product ratings", product_id, 1); }

void Backends::FloodReviews(int32_t product_id, int count) {
  const weft::Context* current = weft::Context::Current();
  std::vector<std::thread> callers;
  for (int i = 0; i < count; ++i) {
    callers.emplace_back([this, product_id, context = current != nullptr ? *current : weft::Context()]() mutable {
      const weft::Context::Scope scope(&context);
      reviews_.Get("/reviews/" + std::to_string(product_id));
    });
  }
  for (std::thread& caller : callers) caller.join();
}

Answer Backends::Call(weft::httplib::Client& client, const char* app, const std::string& what, int32_t product_id, int tries) {
  Answer answer;
  for (int i = 0; i < tries && !answer.ok(); ++i) {
    const auto result = client.Get("/" + std::string(app) + "/" + std::to_string(product_id));
    answer = AnswerFrom(result ? &*result : nullptr, what);
  }
  metrics_.Count(app, answer.status);
  return answer;
}

}  // namespace bookinfo
