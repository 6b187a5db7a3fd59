// SPDX-License-Identifier: Apache-2.0
#include "ratings/database.h"

#include <sqlite3.h>

#include <atomic>
#include <utility>

#include "absl/strings/str_replace.h"
#include "base/strings.h"

namespace bookinfo {

struct RatingsDatabase::Connection {
  sqlite3* handle = nullptr;

  Connection(const std::string& uri, int flags) {
    if (sqlite3_open_v2(uri.c_str(), &handle, flags | SQLITE_OPEN_URI | SQLITE_OPEN_FULLMUTEX, nullptr) != SQLITE_OK) Close();
    if (handle != nullptr) sqlite3_busy_timeout(handle, 1000);
  }
  ~Connection() { Close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Close() {
    sqlite3_close(handle);
    handle = nullptr;
  }
};

namespace {

// The seed is written only with the table, in one transaction, so that a restart never brings deleted rows back.
constexpr const char* kSeed = R"(
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS ratings (ReviewID INTEGER PRIMARY KEY, Rating INTEGER);
INSERT OR IGNORE INTO ratings SELECT * FROM (VALUES (1, 5), (2, 4)) WHERE NOT EXISTS (SELECT 1 FROM seeded);
COMMIT;)";
constexpr const char* kSeedMark =
    "CREATE TEMP TABLE seeded AS SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'ratings'";

std::string UriFor(const std::string& path) {
  static std::atomic<int> next_memory = 0;
  if (path == ":memory:") return weft::StrCat("file:ratings-", next_memory.fetch_add(1), "?mode=memory&cache=shared");
  return "file:" + absl::StrReplaceAll(path, {{"%", "%25"}, {"?", "%3f"}, {"#", "%23"}});
}

}  // namespace

absl::StatusOr<std::shared_ptr<RatingsDatabase>> RatingsDatabase::Open(const std::string& path) {
  std::shared_ptr<RatingsDatabase> database(new RatingsDatabase(UriFor(path)));
  if (absl::Status status = database->Seed(); !status.ok()) {
    return absl::Status(status.code(), weft::StrCat("ratings database ", path, ": ", status.message()));
  }
  return database;
}

RatingsDatabase::RatingsDatabase(std::string uri) : uri_(std::move(uri)) {}

RatingsDatabase::~RatingsDatabase() = default;

absl::Status RatingsDatabase::Seed() {
  anchor_ = std::make_unique<Connection>(uri_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (anchor_->handle == nullptr) return absl::UnavailableError("could not be opened or created");
  for (const char* statement : {kSeedMark, kSeed}) {
    if (sqlite3_exec(anchor_->handle, statement, nullptr, nullptr, nullptr) != SQLITE_OK) {
      return absl::InternalError(sqlite3_errmsg(anchor_->handle));
    }
  }
  if (uri_.find("mode=memory") == std::string::npos) anchor_.reset();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<int>> RatingsDatabase::Load() const {
  const Connection connection(uri_, SQLITE_OPEN_READONLY);
  if (connection.handle == nullptr) return absl::UnavailableError("could not connect to ratings database");
  sqlite3_stmt* query = nullptr;
  if (sqlite3_prepare_v2(connection.handle, "SELECT Rating FROM ratings ORDER BY ReviewID", -1, &query, nullptr) != SQLITE_OK) {
    return absl::InternalError("could not perform select");
  }
  std::vector<int> ratings;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(query)) == SQLITE_ROW) ratings.push_back(sqlite3_column_int(query, 0));
  sqlite3_finalize(query);
  if (step != SQLITE_DONE) return absl::InternalError("could not load ratings from database");
  return ratings;
}

}  // namespace bookinfo
