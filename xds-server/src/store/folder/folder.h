// SPDX-License-Identifier: Apache-2.0
// A folder of YAML files as a source of objects: what stands in the files stands in the store.
//
// Every *.yaml, *.yml and *.json file of the folder itself is read; dotfiles and editors' backups (x~, .x.swp) are not. An
// object from a file carries the annotation `weft.dev/source: <file>:<line>`, and that is how the folder knows its own: it
// deletes what it once wrote and no file has any more, also after a restart over a store that lasts, and leaves alone what came
// through the API. When both write one object the file wins, at the next change of any file.
//
// A file that is broken, in whole or in one document, keeps its last good version in the store. Kinds that are not served are
// left out and named. An object without a namespace is in `default`.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "store/folder/folder_file.h"
#include "store/store.h"

namespace weft::store {

inline constexpr const char* kSourceAnnotation = "weft.dev/source";

struct FolderOptions {
  std::string path;
  // Told what is wrong, once for each change of the file: `reviews.yaml:12: spec.http[0]: message`. On the folder's thread, and
  // on the starting thread during Start().
  std::function<void(std::string_view message)> log = [](std::string_view) {};
  // More warnings about an object than its kind's checks have; each is logged as those are.
  Advise advise = nullptr;
  // How long the folder must be quiet before its files are read.
  absl::Duration debounce = absl::Milliseconds(50);
  // A file that looks half written (broken, empty or gone) must stay as it is for so long before that counts.
  absl::Duration settle = absl::Milliseconds(300);
};

// Follows the folder from a thread of its own until destroyed. `store` must outlive it.
class FolderSource {
 public:
  // Reads the folder once before it returns. FailedPrecondition when there is no such folder.
  static absl::StatusOr<std::unique_ptr<FolderSource>> Start(ObjectStore& store, FolderOptions options);
  virtual ~FolderSource() = default;
};

}  // namespace weft::store
