// SPDX-License-Identifier: Apache-2.0
#include "weftctl/client/manifest_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/status_macros.h"
#include "base/strings.h"
#include "manifest/object/field.h"

namespace weft::ctl {

namespace {

namespace fs = std::filesystem;

// One byte more than the largest manifest, so that what is too large is refused by its reader and not read to its end.
constexpr size_t kReadAtMost = (10 << 20) + 1;

std::string ReadStream(std::istream& in) {
  std::string text;
  char buffer[1 << 16];
  while (text.size() < kReadAtMost && (in.read(buffer, sizeof buffer) || in.gcount() > 0)) {
    text.append(buffer, static_cast<size_t>(in.gcount()));
  }
  return text;
}

absl::StatusOr<ManifestFile> ReadManifestFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(StrCat("cannot read \"", path, "\": no such file, or no right to read it"));
  return ManifestFile{path, ReadStream(file)};
}

absl::StatusOr<std::vector<std::string>> FilesOfFolder(const std::string& path) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    std::string extension = it->path().extension();
    if (extension == ".yaml" || extension == ".yml" || extension == ".json") files.push_back(it->path());
  }
  if (error) return absl::NotFoundError(StrCat("cannot read the folder \"", path, "\": ", error.message()));
  if (files.empty()) return absl::NotFoundError(StrCat("the folder \"", path, "\" holds no .yaml, .yml or .json file"));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

absl::StatusOr<std::vector<ManifestFile>> ReadManifestFiles(const std::vector<std::string>& paths, Terminal& terminal) {
  std::vector<ManifestFile> files;
  for (const std::string& path : paths) {
    if (path == "-") {
      files.push_back({"stdin", ReadStream(terminal.in)});
      continue;
    }
    std::vector<std::string> names = {path};
    if (std::error_code error; fs::is_directory(path, error)) {
      WEFT_ASSIGN_OR_RETURN(names, FilesOfFolder(path));
    }
    for (const std::string& name : names) {
      WEFT_ASSIGN_OR_RETURN(ManifestFile file, ReadManifestFile(name));
      files.push_back(std::move(file));
    }
  }
  return files;
}

std::string ObjectTitle(const manifest::Json& object) {
  manifest::Field field(object);
  return StrCat(field["kind"].Text("object"), " \"", field["metadata"]["name"].Text(), "\"");
}

std::vector<manifest::Document> FlattenLists(std::vector<manifest::Document> documents) {
  std::vector<manifest::Document> flat;
  for (manifest::Document& document : documents) {
    manifest::Field field(document.json);
    if (field["kind"].Text() != "List" || !field["items"].json().is_array()) {
      flat.push_back(std::move(document));
      continue;
    }
    for (const manifest::Field& item : field["items"].Items()) flat.push_back({item.json(), document.line});
  }
  return flat;
}

}  // namespace weft::ctl
