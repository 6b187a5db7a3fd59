// SPDX-License-Identifier: Apache-2.0
// A folder for one test, whose files change the ways that files on disk change.
#pragma once

#include <filesystem>
#include <string>

#include "support/temp_dir.h"

namespace weft::store {

class TempFolder {
 public:
  std::string path() const { return folder_.path().string(); }
  std::string File(const std::string& name) const { return path() + "/" + name; }

  void WriteInPlace(const std::string& name, const std::string& text) const { folder_.Write(name, text); }
  void WriteByRename(const std::string& name, const std::string& text) const {
    WriteInPlace("." + name + ".new", text);
    std::filesystem::rename(File("." + name + ".new"), File(name));
  }
  void Remove(const std::string& name) const { std::filesystem::remove(File(name)); }

 private:
  test::TempDir folder_;
};

}  // namespace weft::store
