// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite.h"

#include <sqlite3.h>

#include "absl/status/status.h"
#include "base/status_macros.h"
#include "base/strings.h"

namespace weft::store {
namespace {

absl::Status SqliteError(sqlite3* database, std::string_view path) {
  const int code = sqlite3_extended_errcode(database);
  const std::string file(path);
  switch (code & 0xff) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return absl::DataLossError(
          StrCat("store ", file, ": ", sqlite3_errmsg(database), "; move the file away to start with an empty store"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::FailedPreconditionError(
          StrCat("store ", file, " is in use by another process; give each its own file or stop the other one"));
    default:
      return absl::InternalError(StrCat("store ", file, ": ", sqlite3_errmsg(database), " (SQLite error ", code, ")"));
  }
}

std::string_view FileOf(sqlite3* database) {
  const char* file = sqlite3_db_filename(database, "main");
  return file == nullptr ? std::string_view() : std::string_view(file);
}

}  // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqliteStatement& SqliteStatement::Text(std::string_view value) {
  sqlite3_bind_text64(statement_.get(), ++bound_, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

SqliteStatement& SqliteStatement::Number(uint64_t value) {
  sqlite3_bind_int64(statement_.get(), ++bound_, static_cast<sqlite3_int64>(value));
  return *this;
}

absl::StatusOr<bool> SqliteStatement::Step() {
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  bound_ = 0;
  absl::Status status;
  if (result != SQLITE_DONE) {
    sqlite3* database = sqlite3_db_handle(statement_.get());
    status = SqliteError(database, FileOf(database));
  }
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  if (!status.ok()) return status;
  return false;
}

absl::Status SqliteStatement::Run() { return Step().status(); }

std::string_view SqliteStatement::TextColumn(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return {text == nullptr ? "" : text, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

uint64_t SqliteStatement::NumberColumn(int column) const {
  return static_cast<uint64_t>(sqlite3_column_int64(statement_.get(), column));
}

void SqliteDatabase::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

absl::StatusOr<SqliteDatabase> SqliteDatabase::Open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  SqliteDatabase database;
  database.database_.reset(handle);
  database.path_ = path;
  if (handle == nullptr) return absl::InternalError(StrCat("store ", path, ": out of memory"));
  if (result != SQLITE_OK) return SqliteError(handle, path);
  sqlite3_extended_result_codes(handle, 1);
  return database;
}

absl::Status SqliteDatabase::Execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return absl::OkStatus();
  return SqliteError(database_.get(), path_);
}

absl::StatusOr<SqliteStatement> SqliteDatabase::Prepare(const char* sql) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql, -1, &handle, nullptr) != SQLITE_OK) return SqliteError(database_.get(), path_);
  SqliteStatement statement;
  statement.statement_.reset(handle);
  return statement;
}

absl::StatusOr<std::string> SqliteDatabase::Value(const char* sql) {
  WEFT_ASSIGN_OR_RETURN(SqliteStatement statement, Prepare(sql));
  WEFT_ASSIGN_OR_RETURN(bool row, statement.Step());
  return row ? std::string(statement.TextColumn(0)) : std::string();
}

}  // namespace weft::store
