// SPDX-License-Identifier: Apache-2.0
#include "store/folder/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "store/testing/temp_folder.h"

namespace weft::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::string ServiceFile(const std::string& name) {
  return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name + "}\nspec: {ports: [{port: 1}]}\n";
}

class FolderSourceTest : public ::testing::Test {
 protected:
  void Start() {
    FolderOptions options;
    options.path = folder_.path();
    options.log = [this](std::string_view message) {
      std::lock_guard lock(mutex_);
      log_.emplace_back(message);
      changed_.notify_all();
    };
    source_ = FolderSource::Start(*store_, std::move(options)).value();
  }

  // The names in the store, as soon as they are `expected`, or after the longest time that can be meant.
  std::vector<std::string> NamesOnce(const std::vector<std::string>& expected) {
    WaitFor([&] { return names_ == expected; });
    std::lock_guard lock(mutex_);
    return names_;
  }
  std::vector<std::string> LogOnce(size_t lines) {
    WaitFor([&] { return log_.size() >= lines; });
    std::lock_guard lock(mutex_);
    return log_;
  }

  // `condition` runs under the lock.
  void WaitFor(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(20), condition);
  }

  void OnEvent(const Event& event) {
    std::lock_guard lock(mutex_);
    const std::string& name = event.object.key.name;
    std::erase(names_, name);
    if (event.type != Event::Type::kDeleted) names_.push_back(name);
    std::sort(names_.begin(), names_.end());
    changed_.notify_all();
  }

  TempFolder folder_;
  std::mutex mutex_;  // guards the next two
  std::vector<std::string> log_;
  std::vector<std::string> names_;
  std::condition_variable changed_;
  std::unique_ptr<ObjectStore> store_ = OpenMemoryStore();
  std::unique_ptr<ObjectStore::Watch> watch_ = store_->WatchSince(0, [this](const Event& event) { OnEvent(event); }).value();
  std::unique_ptr<FolderSource> source_;
};

TEST_F(FolderSourceTest, TheFilesAreReadBeforeStartReturns) {
  folder_.WriteInPlace("a.yaml", ServiceFile("ratings"));
  folder_.WriteInPlace("b.yaml", "broken: [");
  Start();
  EXPECT_TRUE(store_->Get({"", "services", "default", "ratings"}).ok());
  EXPECT_THAT(log_, ElementsAre(StartsWith("b.yaml:")));
}

TEST_F(FolderSourceTest, FilesAreFollowedHoweverTheyAreWritten) {
  Start();
  folder_.WriteInPlace("a.yaml", ServiceFile("ratings"));
  EXPECT_THAT(NamesOnce({"ratings"}), ElementsAre("ratings"));
  folder_.WriteByRename("b.yaml", ServiceFile("details"));
  EXPECT_THAT(NamesOnce({"details", "ratings"}), ElementsAre("details", "ratings"));
  folder_.WriteByRename("a.yaml", ServiceFile("reviews"));
  EXPECT_THAT(NamesOnce({"details", "reviews"}), ElementsAre("details", "reviews"));
  folder_.Remove("b.yaml");
  EXPECT_THAT(NamesOnce({"reviews"}), ElementsAre("reviews"));
}

TEST_F(FolderSourceTest, ABrokenFileIsReportedAndKept) {
  folder_.WriteInPlace("a.yaml", ServiceFile("ratings"));
  Start();
  folder_.WriteInPlace("a.yaml", "kind: [");
  EXPECT_THAT(LogOnce(1), ElementsAre(StartsWith("a.yaml:")));
  EXPECT_THAT(NamesOnce({"ratings"}), ElementsAre("ratings"));
}

TEST_F(FolderSourceTest, AFolderThatIsReplacedIsFollowedOn) {
  folder_.WriteInPlace("a.yaml", ServiceFile("ratings"));
  Start();
  std::filesystem::rename(folder_.path(), folder_.path() + ".away");
  std::filesystem::create_directory(folder_.path());
  folder_.WriteInPlace("b.yaml", ServiceFile("details"));
  EXPECT_THAT(NamesOnce({"details"}), ElementsAre("details"));
  std::filesystem::remove_all(folder_.path() + ".away");
}

TEST_F(FolderSourceTest, StoppingDoesNotWaitForAnything) {
  Start();
  const absl::Time before = absl::Now();
  source_.reset();
  EXPECT_LT(absl::Now() - before, absl::Seconds(5));
  folder_.WriteInPlace("a.yaml", ServiceFile("ratings"));
  EXPECT_THAT(store_->List("", "services", "").objects, IsEmpty());
}

TEST_F(FolderSourceTest, AFolderThatIsNotThereIsAnError) {
  const absl::Status status = FolderSource::Start(*store_, {.path = folder_.File("none")}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr(folder_.File("none")));
}

}  // namespace
}  // namespace weft::store
