// SPDX-License-Identifier: Apache-2.0
// What a store in a file owes over restarts, crashes, rivals and bad disks.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "store/store.h"
#include "store/testing/temp_folder.h"

namespace weft::store {
namespace {

using ::testing::HasSubstr;

Key EntryKey(int i) { return {"networking.istio.io", "serviceentries", "default", "e" + std::to_string(i)}; }
Json EntryBody(const std::string& host) { return {{"kind", "ServiceEntry"}, {"spec", {{"hosts", {host}}}}}; }

std::string RefusalOf(const std::string& path, absl::StatusCode code) {
  const absl::Status status = OpenSqliteStore(path).status();
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(path));
  return std::string(status.message());
}

TEST(SqliteStore, ObjectsUidsAndVersionsAreBackAfterARestart) {
  TempFolder folder;
  Object before;
  {
    auto store = OpenSqliteStore(folder.File("db")).value();
    before = store->Create(EntryKey(1), EntryBody("ü \"quoted\"\n")).value();
    ASSERT_TRUE(store->Create({"", "namespaces", "", "default"}, {{"kind", "Namespace"}}).ok());
  }
  auto store = OpenSqliteStore(folder.File("db")).value();
  EXPECT_EQ(*store->Get(EntryKey(1))->body, *before.body);
  EXPECT_EQ(store->Get(EntryKey(1))->resource_version, before.resource_version);
  EXPECT_EQ(store->List("", "namespaces", "").objects.size(), 1u);
}

TEST(SqliteStore, ResourceVersionsNeverGoBackOverRestart) {
  TempFolder folder;
  uint64_t deleted = 0;
  {
    auto store = OpenSqliteStore(folder.File("db")).value();
    ASSERT_TRUE(store->Create(EntryKey(1), EntryBody("h")).ok());
    deleted = store->Delete(EntryKey(1))->resource_version;
  }
  auto store = OpenSqliteStore(folder.File("db")).value();
  EXPECT_EQ(store->ResourceVersion(), deleted);
  EXPECT_EQ(store->Create(EntryKey(1), EntryBody("h"))->resource_version, deleted + 1);
  EXPECT_TRUE(absl::IsOutOfRange(store->WatchSince(deleted - 1, [](const Event&) {}).status()));
}

TEST(SqliteStore, TheFilesAreTheOwnersAlone) {
  TempFolder folder;
  folder.WriteInPlace("db", "");
  ASSERT_EQ(chmod(folder.File("db").c_str(), 0644), 0);
  auto store = OpenSqliteStore(folder.File("db")).value();
  ASSERT_TRUE(store->Create(EntryKey(1), EntryBody("h")).ok());
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(entry.status().permissions(), std::filesystem::perms(0600)) << entry.path();
  }
}

TEST(SqliteStore, ASecondStoreOnTheFileIsRefused) {
  TempFolder folder;
  auto store = OpenSqliteStore(folder.File("db")).value();
  EXPECT_THAT(RefusalOf(folder.File("db"), absl::StatusCode::kFailedPrecondition), HasSubstr("in use by another process"));
  ASSERT_TRUE(store->Create(EntryKey(1), EntryBody("h")).ok());
  store.reset();
  EXPECT_TRUE(OpenSqliteStore(folder.File("db")).ok());
}

// Runs `work` in a process of its own, which it never leaves by a return.
template <typename Work>
pid_t InAnotherProcess(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  return child;
}

TEST(SqliteStore, ASecondProcessIsRefusedUntilTheFirstIsKilled) {
  TempFolder folder;
  std::array<int, 2> ready;
  ASSERT_EQ(pipe(ready.data()), 0);
  const pid_t child = InAnotherProcess([&] {
    auto store = OpenSqliteStore(folder.File("db"));
    [[maybe_unused]] auto written = write(ready[1], store.ok() ? "y" : "n", 1);
    pause();
  });
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  RefusalOf(folder.File("db"), absl::StatusCode::kFailedPrecondition);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(OpenSqliteStore(folder.File("db")).ok());
  close(ready[0]);
  close(ready[1]);
}

// What a writer was told has been done.
struct Acknowledged {
  int entry;
  bool deleted;
  uint64_t version;
};

void WriteForever(const std::string& path, int first, int acknowledgements) {
  auto store = OpenSqliteStore(path).value();
  for (int i = first;; ++i) {
    Acknowledged done{i, false, store->Create(EntryKey(i), EntryBody(std::string(2000, 'h')))->resource_version};
    if (write(acknowledgements, &done, sizeof(done)) != sizeof(done)) return;
    if (i % 3 != 0) continue;
    done = {i, true, store->Delete(EntryKey(i))->resource_version};
    if (write(acknowledgements, &done, sizeof(done)) != sizeof(done)) return;
  }
}

TEST(SqliteStore, AcknowledgedWritesSurviveKillInTheMiddleOfWriting) {
  TempFolder folder;
  std::map<int, Acknowledged> last;
  std::set<int> uncertain;
  uint64_t highest = 0;
  for (int round = 0; round < 4; ++round) {
    std::array<int, 2> channel;
    ASSERT_EQ(pipe(channel.data()), 0);
    const pid_t child = InAnotherProcess([&] { WriteForever(folder.File("db"), round * 100'000, channel[1]); });
    close(channel[1]);
    Acknowledged done{};
    for (int count = 0; read(channel[0], &done, sizeof(done)) == sizeof(done);) {
      EXPECT_GT(done.version, highest);
      highest = done.version;
      last[done.entry] = done;
      if (++count == 40 + round) kill(child, SIGKILL);  // what was acknowledged before it died is still read
    }
    waitpid(child, nullptr, 0);
    close(channel[0]);

    auto store = OpenSqliteStore(folder.File("db")).value();
    ASSERT_GE(last.size(), 25u * (round + 1));
    EXPECT_GE(store->ResourceVersion(), highest);
    for (const auto& [entry, state] : last) {
      const absl::StatusOr<Object> found = store->Get(EntryKey(entry));
      // The write after the last acknowledged one of a round may have happened, too.
      if (state.version == highest && entry % 3 == 0) uncertain.insert(entry);
      if (uncertain.contains(entry)) continue;
      ASSERT_EQ(found.ok(), !state.deleted) << entry;
      if (found.ok()) {
        EXPECT_EQ(found->resource_version, state.version);
      }
    }
  }
}

TEST(SqliteStore, AFileThatIsNoDatabaseIsRefusedAndLeftAlone) {
  TempFolder folder;
  const std::string text(5000, 'x');
  folder.WriteInPlace("db", text);
  EXPECT_THAT(RefusalOf(folder.File("db"), absl::StatusCode::kDataLoss), HasSubstr("not a database"));
  std::ifstream file(folder.File("db"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST(SqliteStore, ADamagedDatabaseIsRefused) {
  TempFolder folder;
  {
    auto store = OpenSqliteStore(folder.File("db")).value();
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(store->Create(EntryKey(i), EntryBody(std::string(500, 'h'))).ok());
  }
  const auto size = std::filesystem::file_size(folder.File("db"));
  std::fstream file(folder.File("db"), std::ios::in | std::ios::out | std::ios::binary);
  for (uintmax_t at = 4096; at < size; at += 4096)
    file.seekp(static_cast<std::streamoff>(at)).write("garbage!garbage!garbage!", 24);
  file.close();
  RefusalOf(folder.File("db"), absl::StatusCode::kDataLoss);
}

TEST(SqliteStore, ADatabaseOfAnotherProgramIsRefused) {
  TempFolder folder;
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(folder.File("db").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "CREATE TABLE cookies (name TEXT)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
  EXPECT_THAT(RefusalOf(folder.File("db"), absl::StatusCode::kFailedPrecondition), HasSubstr("another program"));
}

TEST(SqliteStore, APathThatCannotBeIsRefused) {
  TempFolder folder;
  EXPECT_THAT(RefusalOf(folder.File("no/such/db"), absl::StatusCode::kFailedPrecondition),
              HasSubstr("No such file or directory"));
  RefusalOf(folder.path(), absl::StatusCode::kFailedPrecondition);
}

// While it lives, no file of this process can grow beyond `bytes`.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = signal(SIGXFSZ, SIG_IGN);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  sighandler_t handler_;
};

TEST(SqliteStore, AFullDiskRefusesTheWriteAndChangesNothing) {
  TempFolder folder;
  auto store = OpenSqliteStore(folder.File("db")).value();
  const Object first = store->Create(EntryKey(1), EntryBody("h")).value();
  {
    FullDisk disk(std::filesystem::file_size(folder.File("db-wal")));
    const absl::Status status = store->Create(EntryKey(2), EntryBody(std::string(100'000, 'x'))).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(folder.File("db")));
  }
  EXPECT_TRUE(absl::IsNotFound(store->Get(EntryKey(2)).status()));
  EXPECT_EQ(store->ResourceVersion(), first.resource_version);
  EXPECT_EQ(store->Create(EntryKey(3), EntryBody("h"))->resource_version, first.resource_version + 1);
  store.reset();
  store = OpenSqliteStore(folder.File("db")).value();
  EXPECT_TRUE(absl::IsNotFound(store->Get(EntryKey(2)).status()));
  EXPECT_TRUE(store->Get(EntryKey(3)).ok());
}

}  // namespace
}  // namespace weft::store
