// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_journal.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "store/index/indexed_store.h"
#include "store/sqlite/sqlite.h"

namespace weft::store {
namespace {

// "Weft" in the file's header: SQLite files of other programs are not ours to write into.
constexpr const char* kApplicationId = "1466263156";
constexpr const char* kFormat = "1";

class SqliteJournal : public Journal {
 public:
  static absl::StatusOr<std::unique_ptr<SqliteJournal>> Over(SqliteDatabase database) {
    auto journal = std::unique_ptr<SqliteJournal>(new SqliteJournal(std::move(database)));
    WEFT_RETURN_IF_ERROR(journal->Prepare());
    return journal;
  }

  absl::Status Put(const Object& object) override {
    const Key& key = object.key;
    put_.Text(key.group).Text(key.plural).Text(key.ns).Text(key.name).Number(object.resource_version);
    put_.Text(object.body->dump(-1, ' ', false, Json::error_handler_t::replace));
    return Write(put_, object.resource_version);
  }

  absl::Status Delete(const Key& key, uint64_t resource_version) override {
    delete_.Text(key.group).Text(key.plural).Text(key.ns).Text(key.name);
    return Write(delete_, resource_version);
  }

 private:
  explicit SqliteJournal(SqliteDatabase database) : database_(std::move(database)) {}

  absl::Status Prepare() {
    struct {
      SqliteStatement* statement;
      const char* sql;
    } const kStatements[] = {
        {&put_, R"(INSERT OR REPLACE INTO objects ("group", plural, ns, name, rv, body) VALUES (?, ?, ?, ?, ?, ?))"},
        {&delete_, R"(DELETE FROM objects WHERE "group" = ? AND plural = ? AND ns = ? AND name = ?)"},
        {&count_, "UPDATE meta SET resource_version = ?"},
    };
    for (const auto& [statement, sql] : kStatements) {
      WEFT_ASSIGN_OR_RETURN(*statement, database_.Prepare(sql));
    }
    return absl::OkStatus();
  }

  // The change and the counter in one transaction.
  absl::Status Write(SqliteStatement& change, uint64_t resource_version) {
    absl::Status status = database_.Execute("BEGIN IMMEDIATE");
    if (status.ok()) status = change.Run();
    if (status.ok()) status = count_.Number(resource_version).Run();
    if (status.ok()) status = database_.Execute("COMMIT");
    if (status.ok()) return status;
    database_.Execute("ROLLBACK").IgnoreError();
    return absl::InternalError(status.message());
  }

  SqliteDatabase database_;
  SqliteStatement put_;
  SqliteStatement delete_;
  SqliteStatement count_;
};

// SQLite would create the file with the mode that the umask leaves; its log files take the mode of the file itself.
absl::Status CreatePrivateFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return absl::FailedPreconditionError(StrCat("store ", path, ": ", std::strerror(errno)));
  const bool is_private = fchmod(file, 0600) == 0;
  close(file);
  if (!is_private) return absl::FailedPreconditionError(StrCat("store ", path, ": ", std::strerror(errno)));
  return absl::OkStatus();
}

absl::Status CheckIsOurs(SqliteDatabase& database) {
  WEFT_ASSIGN_OR_RETURN(std::string tables, database.Value("SELECT count(*) FROM sqlite_master"));
  if (tables == "0") return absl::OkStatus();
  WEFT_ASSIGN_OR_RETURN(std::string application, database.Value("PRAGMA application_id"));
  if (application != kApplicationId) {
    return absl::FailedPreconditionError(StrCat("store ", database.path(), " is a database of another program"));
  }
  WEFT_ASSIGN_OR_RETURN(std::string format, database.Value("PRAGMA user_version"));
  if (format == kFormat) return absl::OkStatus();
  return absl::FailedPreconditionError(
      StrCat("store ", database.path(), " has format ", format, ", this program reads format ", kFormat));
}

absl::Status CheckIsSound(SqliteDatabase& database) {
  WEFT_ASSIGN_OR_RETURN(std::string verdict, database.Value("PRAGMA quick_check(1)"));
  if (verdict == "ok") return absl::OkStatus();
  return absl::DataLossError(
      StrCat("store ", database.path(), " is damaged: ", verdict, "; move the file away to start with an empty store"));
}

absl::Status SetUp(SqliteDatabase& database) {
  // Exclusive before the log is opened: the lock is held from the first transaction on, and the log's index needs no file.
  absl::Status status = database.Execute("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT");
  if (status.ok()) status = CheckIsOurs(database);
  if (status.ok()) status = database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
  if (status.ok()) status = CheckIsSound(database);
  if (!status.ok()) return status;
  return database.Execute(StrCat("BEGIN IMMEDIATE; PRAGMA application_id=", kApplicationId, "; PRAGMA user_version=", kFormat,
                                 R"(; CREATE TABLE IF NOT EXISTS objects ("group" TEXT, plural TEXT, ns TEXT, name TEXT,
                                           rv INTEGER NOT NULL, body TEXT NOT NULL,
                                           PRIMARY KEY ("group", plural, ns, name)) WITHOUT ROWID;
                                         CREATE TABLE IF NOT EXISTS meta (resource_version INTEGER NOT NULL);
                                         INSERT INTO meta SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM meta);
                                         COMMIT)")
                              .c_str());
}

absl::StatusOr<Object> ReadRow(const SqliteStatement& row, const std::string& path) {
  Object object;
  object.key = {std::string(row.TextColumn(0)), std::string(row.TextColumn(1)), std::string(row.TextColumn(2)),
                std::string(row.TextColumn(3))};
  object.resource_version = row.NumberColumn(4);
  const std::string_view text = row.TextColumn(5);
  Json body = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!body.is_object() || !body.contains("metadata") || !body["metadata"].is_object()) {
    return absl::DataLossError(StrCat("store ", path, " is damaged: the body of ", object.key.plural, " \"", object.key.ns, "/",
                                      object.key.name, "\" is no object"));
  }
  object.body = std::make_shared<const Json>(std::move(body));
  return object;
}

absl::StatusOr<Recovered> Recover(SqliteDatabase& database) {
  WEFT_ASSIGN_OR_RETURN(SqliteStatement counter, database.Prepare("SELECT max(resource_version) FROM meta"));
  WEFT_RETURN_IF_ERROR(counter.Step().status());
  Recovered recovered{.objects = {}, .resource_version = counter.NumberColumn(0)};
  WEFT_ASSIGN_OR_RETURN(SqliteStatement rows, database.Prepare(R"(SELECT "group", plural, ns, name, rv, body FROM objects)"));
  for (;;) {
    WEFT_ASSIGN_OR_RETURN(bool more, rows.Step());
    if (!more) return recovered;
    WEFT_ASSIGN_OR_RETURN(Object object, ReadRow(rows, database.path()));
    recovered.resource_version = std::max(recovered.resource_version, object.resource_version);
    recovered.objects.push_back(std::move(object));
  }
}

}  // namespace

absl::StatusOr<OpenedJournal> OpenSqliteJournal(const std::string& path) {
  WEFT_RETURN_IF_ERROR(CreatePrivateFile(path));
  WEFT_ASSIGN_OR_RETURN(SqliteDatabase database, SqliteDatabase::Open(path));
  WEFT_RETURN_IF_ERROR(SetUp(database));
  WEFT_ASSIGN_OR_RETURN(Recovered recovered, Recover(database));
  WEFT_ASSIGN_OR_RETURN(std::unique_ptr<SqliteJournal> journal, SqliteJournal::Over(std::move(database)));
  return OpenedJournal{.journal = std::move(journal), .recovered = std::move(recovered)};
}

absl::StatusOr<std::unique_ptr<ObjectStore>> OpenSqliteStore(const std::string& path) {
  WEFT_ASSIGN_OR_RETURN(OpenedJournal opened, OpenSqliteJournal(path));
  return std::make_unique<IndexedStore>(std::move(opened.journal), std::move(opened.recovered));
}

}  // namespace weft::store
