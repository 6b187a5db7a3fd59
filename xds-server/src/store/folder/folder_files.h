// SPDX-License-Identifier: Apache-2.0
// The files of a folder as they are on the disk right now.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace weft::store {

// What one look at a file saw.
struct FileReading {
  bool exists = false;
  std::string text;
  std::string error;  // why there is no text: it cannot be read, or is too large
  bool operator==(const FileReading&) const = default;
};

// By name: *.yaml, *.yml, *.json; no dotfiles, no backups of editors.
bool IsManifestFile(const std::string& name);

// The names of the manifest files in the folder, sorted. FailedPrecondition when the folder cannot be read.
absl::StatusOr<std::vector<std::string>> ListManifestFiles(const std::string& folder);

// Never blocks on what is no regular file; such a thing has an error.
FileReading ReadManifestFile(const std::string& folder, const std::string& name);

}  // namespace weft::store
