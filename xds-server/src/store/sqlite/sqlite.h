// SPDX-License-Identifier: Apache-2.0
// SQLite with values for errors: a connection and prepared statements that close themselves. As much as the journal needs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace weft::store {

// A prepared statement, run over and over. Not thread-safe; must not outlive its database.
class SqliteStatement {
 public:
  SqliteStatement() = default;

  // Binds parameters from the first on.
  SqliteStatement& Text(std::string_view value);
  SqliteStatement& Number(uint64_t value);

  // True when there is a row to read. After false or an error the statement is ready to be bound and run again.
  absl::StatusOr<bool> Step();
  // For statements that return no rows.
  absl::Status Run();

  std::string_view TextColumn(int column) const;  // valid until the next Step
  uint64_t NumberColumn(int column) const;

 private:
  friend class SqliteDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
};

// Not thread-safe. Errors: DataLoss, the file is damaged or no database; FailedPrecondition, another process holds it;
// Internal, everything else. Messages name the file.
class SqliteDatabase {
 public:
  static absl::StatusOr<SqliteDatabase> Open(const std::string& path);

  absl::Status Execute(const char* sql);
  absl::StatusOr<SqliteStatement> Prepare(const char* sql);
  // The one value of a query that returns one.
  absl::StatusOr<std::string> Value(const char* sql);

  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> database_;
  std::string path_;
};

}  // namespace weft::store
