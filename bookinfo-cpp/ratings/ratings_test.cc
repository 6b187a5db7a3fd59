// SPDX-License-Identifier: Apache-2.0
#include "ratings/ratings.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>

#include "common/test_server.h"

namespace bookinfo {
namespace {

Behaviour SteadyBehaviour() { return Behaviour("v1"); }

std::string FreshDatabasePath(const std::string& name) {
  const std::filesystem::path path = std::filesystem::path(::testing::TempDir()) / ("bookinfo-" + name + ".sqlite");
  std::filesystem::remove(path);
  return path.string();
}

void ExecuteSql(const std::string& path, const char* statement) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(handle, statement, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
  sqlite3_close(handle);
}

TEST(Ratings, AnswersWithANumericIdAndBothReviewers) {
  TestServer server;
  AddRatingsHandlers(*server, SteadyBehaviour());
  auto client = server.Start();
  const auto result = client.Get("/ratings/0");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_EQ(result->body, R"({"id":0,"ratings":{"Reviewer1":5,"Reviewer2":4}})");
}

TEST(Ratings, StoresWhatWasPostedForThatProduct) {
  TestServer server;
  AddRatingsHandlers(*server, SteadyBehaviour());
  auto client = server.Start();
  const auto posted = client.Post("/ratings/3", R"({"Reviewer1":1,"Reviewer2":2})", "application/json");
  ASSERT_TRUE(posted);
  EXPECT_EQ(posted->status, 200);
  EXPECT_EQ(posted->body, R"({"id":3,"ratings":{"Reviewer1":1,"Reviewer2":2}})");
  EXPECT_EQ(client.Get("/ratings/3")->body, posted->body);
  EXPECT_EQ(client.Get("/ratings/0")->body, R"({"id":0,"ratings":{"Reviewer1":5,"Reviewer2":4}})");
}

TEST(Ratings, RefusesAWrongIdAndAWrongBody) {
  TestServer server;
  AddRatingsHandlers(*server, SteadyBehaviour());
  auto client = server.Start();
  EXPECT_EQ(client.Get("/ratings/x")->status, 400);
  EXPECT_EQ(client.Get("/ratings/x")->body, R"({"error":"please provide numeric product ID"})");
  EXPECT_EQ(client.Post("/ratings/x", "{}", "application/json")->status, 400);
  const auto wrong = client.Post("/ratings/0", "{not json", "application/json");
  EXPECT_EQ(wrong->status, 400);
  EXPECT_EQ(wrong->body, R"({"error":"please provide valid ratings JSON"})");
}

TEST(Ratings, AFailingVersionAnswers503) {
  TestServer server;
  AddRatingsHandlers(*server, Behaviour("v-faulty", {.now = Fate::Real().now, .coin = [] { return true; }}));
  auto client = server.Start();
  const auto result = client.Get("/ratings/0");
  EXPECT_EQ(result->status, 503);
  EXPECT_EQ(result->body, R"({"error":"Service unavailable"})");
  EXPECT_EQ(client.Get("/health")->status, 200);
}

TEST(Ratings, TheDatabaseIsSeededOnceAndReadAtEachRequest) {
  const std::string path = FreshDatabasePath("seed");
  ASSERT_TRUE(RatingsDatabase::Open(path).ok());
  ExecuteSql(path, "UPDATE ratings SET Rating = 1 WHERE ReviewID = 2");
  const auto database = RatingsDatabase::Open(path);
  ASSERT_TRUE(database.ok()) << database.status();
  TestServer server;
  AddRatingsHandlers(*server, SteadyBehaviour(), *database);
  auto client = server.Start();
  EXPECT_EQ(client.Get("/ratings/0")->body, R"({"id":0,"ratings":{"Reviewer1":5,"Reviewer2":1}})");
  ExecuteSql(path, "UPDATE ratings SET Rating = 3");
  EXPECT_EQ(client.Get("/ratings/0")->body, R"({"id":0,"ratings":{"Reviewer1":3,"Reviewer2":3}})");
}

TEST(Ratings, ADatabaseRefusesPosts) {
  const auto database = RatingsDatabase::Open(":memory:");
  ASSERT_TRUE(database.ok()) << database.status();
  TestServer server;
  AddRatingsHandlers(*server, SteadyBehaviour(), *database);
  auto client = server.Start();
  EXPECT_EQ(client.Get("/ratings/0")->body, R"({"id":0,"ratings":{"Reviewer1":5,"Reviewer2":4}})");
  const auto posted = client.Post("/ratings/0", R"({"Reviewer1":1})", "application/json");
  EXPECT_EQ(posted->status, 501);
  EXPECT_EQ(posted->body, R"({"error":"Post not implemented for database backed ratings"})");
}

TEST(Ratings, ADatabaseThatWentAwayIsA500) {
  const std::string path = FreshDatabasePath("gone");
  const auto database = RatingsDatabase::Open(path);
  ASSERT_TRUE(database.ok());
  std::filesystem::remove(path);
  TestServer server;
  AddRatingsHandlers(*server, SteadyBehaviour(), *database);
  auto client = server.Start();
  const auto result = client.Get("/ratings/0");
  EXPECT_EQ(result->status, 500);
  EXPECT_EQ(result->body, R"({"error":"could not connect to ratings database"})");
}

TEST(Ratings, ADatabaseThatCannotBeCreatedIsAnError) {
  const auto database = RatingsDatabase::Open("/nonexistent-folder/ratings.sqlite");
  EXPECT_EQ(database.status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace bookinfo
