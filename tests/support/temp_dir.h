// SPDX-License-Identifier: Apache-2.0
// A directory of one's own that goes with its owner.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace weft::test {

// Not copyable; the folder and everything in it is removed by the destructor. Throws std::runtime_error when it cannot be made.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Writes a file below the folder and returns its full path.
  std::string Write(const std::string& name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

// The whole file; throws std::runtime_error naming the path.
std::string ReadFile(const std::filesystem::path& path);

}  // namespace weft::test
