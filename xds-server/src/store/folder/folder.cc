// SPDX-License-Identifier: Apache-2.0
#include "store/folder/folder.h"

#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "store/folder/folder_files.h"
#include "store/folder/folder_sync.h"
#include "store/folder/folder_watch.h"

namespace weft::store {
namespace {

// Somebody who writes without a pause does not keep the folder from being read for longer than this.
constexpr absl::Duration kLongestBurst = absl::Seconds(1);

class WatchedFolder : public FolderSource {
 public:
  // The watch begins before the first look, so no change falls between the two.
  WatchedFolder(ObjectStore& store, FolderOptions options)
      : options_(std::move(options)), watch_(options_.path), sync_(store, options_.path, options_.log, options_.advise) {
    sync_.Run(absl::Now(), absl::ZeroDuration());
    thread_ = std::thread([this] { Follow(); });
  }

  ~WatchedFolder() override {
    watch_.Stop();
    thread_.join();
  }

 private:
  void Follow() {
    bool again = true;
    for (;;) {
      const FolderWatch::Wake wake = watch_.Wait(again ? options_.settle : absl::InfiniteDuration());
      if (wake == FolderWatch::Wake::kStop) return;
      if (wake == FolderWatch::Wake::kChange && !WaitUntilQuiet()) return;
      again = sync_.Run(absl::Now(), options_.settle);
    }
  }

  bool WaitUntilQuiet() {
    const absl::Time end = absl::Now() + kLongestBurst;
    while (absl::Now() < end) {
      const FolderWatch::Wake wake = watch_.Wait(options_.debounce);
      if (wake == FolderWatch::Wake::kStop) return false;
      if (wake == FolderWatch::Wake::kTimeout) return true;
    }
    return true;
  }

  const FolderOptions options_;
  FolderWatch watch_;
  FolderSync sync_;  // the thread's alone once that runs
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<FolderSource>> FolderSource::Start(ObjectStore& store, FolderOptions options) {
  WEFT_ASSIGN_OR_RETURN(std::vector<std::string> names, ListManifestFiles(options.path));
  return std::make_unique<WatchedFolder>(store, std::move(options));
}

}  // namespace weft::store
