// SPDX-License-Identifier: Apache-2.0
#include "store/folder/folder_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "absl/status/status.h"
#include "base/strings.h"

namespace weft::store {
namespace {

constexpr size_t kMaxFileBytes = 4u << 20;

class OpenFile {
 public:
  OpenFile(const std::string& path, int flags) : descriptor_(open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK)) {}
  OpenFile(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  const int descriptor_;
};

FileReading Unreadable(const std::string& error) { return {.exists = true, .text = "", .error = error}; }

FileReading ReadAll(int descriptor) {
  FileReading reading{.exists = true, .text = "", .error = ""};
  char buffer[16384];
  for (;;) {
    const ssize_t got = read(descriptor, buffer, sizeof(buffer));
    if (got == 0) return reading;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(StrCat("cannot be read: ", std::strerror(errno)));
    reading.text.append(buffer, static_cast<size_t>(got));
    if (reading.text.size() > kMaxFileBytes) return Unreadable(StrCat("is larger than ", kMaxFileBytes, " bytes"));
  }
}

}  // namespace

bool IsManifestFile(const std::string& name) {
  if (name.empty() || name.front() == '.' || name.back() == '~') return false;
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

absl::StatusOr<std::vector<std::string>> ListManifestFiles(const std::string& folder) {
  DIR* directory = opendir(folder.c_str());
  if (directory == nullptr) {
    return absl::FailedPreconditionError(StrCat("folder ", folder, ": ", std::strerror(errno)));
  }
  std::vector<std::string> names;
  while (const dirent* entry = readdir(directory)) {
    if (IsManifestFile(entry->d_name)) names.emplace_back(entry->d_name);
  }
  closedir(directory);
  std::sort(names.begin(), names.end());
  return names;
}

FileReading ReadManifestFile(const std::string& folder, const std::string& name) {
  const OpenFile file(StrCat(folder, "/", name), O_RDONLY);
  if (file.get() < 0) {
    return errno == ENOENT ? FileReading{} : Unreadable(StrCat("cannot be read: ", std::strerror(errno)));
  }
  struct stat info {};
  if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return Unreadable("is no regular file");
  return ReadAll(file.get());
}

}  // namespace weft::store
