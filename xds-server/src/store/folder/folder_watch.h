// SPDX-License-Identifier: Apache-2.0
// Waits until something in a folder may have changed: inotify, or a slow poll where that is not to be had.
#pragma once

#include <string>

#include "absl/time/time.h"

namespace weft::store {

// One thread waits; Stop() may be called from any.
class FolderWatch {
 public:
  enum class Wake { kChange, kTimeout, kStop };

  explicit FolderWatch(std::string path);
  FolderWatch(const FolderWatch&) = delete;
  ~FolderWatch();

  // Returns kTimeout within a second while the folder cannot be watched: have a look then.
  Wake Wait(absl::Duration timeout);

  // Wakes Wait() now and from then on.
  void Stop();

 private:
  bool BeginWatch();
  void Drain();

  const std::string path_;
  int inotify_ = -1;
  int watch_ = -1;
  int stop_ = -1;
};

}  // namespace weft::store
