// SPDX-License-Identifier: Apache-2.0
// Brings the store to what the files of a folder say, one round at a time. Has no thread and no clock: see folder.cc for those.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"
#include "store/folder/folder_file.h"
#include "store/folder/folder_files.h"
#include "store/store.h"

namespace weft::store {

// Not thread-safe. `store` must outlive it.
class FolderSync {
 public:
  FolderSync(ObjectStore& store, std::string folder, std::function<void(std::string_view)> log, Advise advise = nullptr)
      : store_(store), folder_(std::move(folder)), log_(std::move(log)), advise_(std::move(advise)) {}

  // Looks at every file and writes what changed. A file that is broken, empty or gone counts only when it has been seen so for
  // `settle`; so does a store that refused a write. True when there is such a thing and another round is due.
  bool Run(absl::Time now, absl::Duration settle);

 private:
  struct File {
    FileReading seen;    // at the last look
    absl::Time since;    // first seen so
    bool taken = false;  // `seen` is what counts now
    FileContent next;    // what `seen` says
    FileContent good;    // the last version that was not broken
    bool broken = false;
    std::set<std::string> said;
  };
  struct Wanted {
    const FileObject* object;
    File* file;
  };

  void Look(const std::string& name, File& file, absl::Time now);
  bool Settled(const File& file, absl::Time now, absl::Duration settle) const;
  void Take(File& file);
  bool Apply();
  std::map<Key, Wanted> CollectWanted();
  bool PutWanted(const Key& key, const Wanted& wanted);
  bool DeleteOrphans(const std::map<Key, Wanted>& wanted);
  void Say(std::set<std::string>& said, const std::string& message);

  ObjectStore& store_;
  const std::string folder_;
  const std::function<void(std::string_view)> log_;
  const Advise advise_;
  std::map<std::string, File> files_;
  std::set<std::string> said_;
  bool applied_once_ = false;
  bool retry_ = false;
};

}  // namespace weft::store
