// SPDX-License-Identifier: Apache-2.0
#include "ratings/ratings.h"

#include <string>
#include <thread>
#include <utility>

namespace bookinfo {
namespace {

struct RatingsService {
  explicit RatingsService(Behaviour how) : behaviour(std::move(how)) {}

  Behaviour behaviour;
  std::shared_ptr<RatingsDatabase> database;
  RatingsMemory memory;
};

void ReplyRatings(::httplib::Response& response, int32_t id, Json ratings) {
  Reply(response, 200, Json{{"id", id}, {"ratings", std::move(ratings)}});
}

void GetFromDatabase(const RatingsDatabase& database, int32_t id, ::httplib::Response& response) {
  const auto stars = database.Load();
  if (!stars.ok()) return ReplyError(response, 500, std::string(stars.status().message()));
  if (stars->size() < 2) return ReplyError(response, 500, "could not load ratings from database");
  ReplyRatings(response, id, Json{{"Reviewer1", (*stars)[0]}, {"Reviewer2", (*stars)[1]}});
}

void HandleGet(const RatingsService& service, const std::string& id_text, ::httplib::Response& response) {
  const auto id = ParseProductId(id_text);
  if (!id) return ReplyError(response, 400, "please provide numeric product ID");
  const Behaviour::Verdict verdict = service.behaviour.Decide();
  if (verdict == Behaviour::Verdict::kFail) return ReplyError(response, 503, "Service unavailable");
  if (verdict == Behaviour::Verdict::kServeLate) std::this_thread::sleep_for(Behaviour::kLate);
  if (service.database) return GetFromDatabase(*service.database, *id, response);
  ReplyRatings(response, *id, service.memory.Get(*id));
}

void HandlePost(RatingsService& service, const std::string& id_text, const std::string& body, ::httplib::Response& response) {
  const auto id = ParseProductId(id_text);
  if (!id) return ReplyError(response, 400, "please provide numeric product ID");
  Json ratings = Json::parse(body, nullptr, false);
  if (!ratings.is_object()) return ReplyError(response, 400, "please provide valid ratings JSON");
  if (service.database) return ReplyError(response, 501, "Post not implemented for database backed ratings");
  service.memory.Put(*id, ratings);
  ReplyRatings(response, *id, std::move(ratings));
}

}  // namespace

Json RatingsMemory::Get(int32_t product_id) const {
  std::lock_guard lock(mutex_);
  const auto found = posted_.find(product_id);
  return found != posted_.end() ? found->second : Json{{"Reviewer1", 5}, {"Reviewer2", 4}};
}

void RatingsMemory::Put(int32_t product_id, Json ratings) {
  std::lock_guard lock(mutex_);
  posted_[product_id] = std::move(ratings);
}

void AddRatingsHandlers(::httplib::Server& server, Behaviour behaviour, std::shared_ptr<RatingsDatabase> database) {
  auto service = std::make_shared<RatingsService>(std::move(behaviour));
  service->database = std::move(database);
  server.Get("/ratings/([^/]*)",
             [service](const auto& request, auto& response) { HandleGet(*service, request.matches[1], response); });
  server.Post("/ratings/([^/]*)", [service](const auto& request, auto& response) {
    HandlePost(*service, request.matches[1], request.body, response);
  });
  server.Get("/health", [service](const auto&, auto& response) {
    const bool healthy = service->behaviour.Healthy();
    Reply(response, healthy ? 200 : 500, Json{{"status", healthy ? "Ratings is healthy" : "Ratings is not healthy"}});
  });
}

}  // namespace bookinfo
