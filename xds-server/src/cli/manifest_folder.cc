// SPDX-License-Identifier: Apache-2.0
#include "cli/manifest_folder.h"

#include <filesystem>
#include <iterator>

#include "absl/time/clock.h"
#include "base/strings.h"
#include "clients/unsupported.h"
#include "store/folder/folder_file.h"
#include "store/folder/folder_files.h"
#include "store/index/body.h"

namespace weft {
namespace {

namespace fs = std::filesystem;

class ManifestLoader {
 public:
  ManifestLoader(std::istream& in, const std::string& ns) : in_(in), ns_(ns) {
    loaded_.objects = std::make_unique<store::Replica>();
  }

  void Load(const std::string& path) {
    std::error_code error;
    if (path == "-") {
      Read("stdin", {std::istreambuf_iterator<char>(in_), {}});
    } else if (fs::is_directory(path, error)) {
      LoadFolder(path);
    } else {
      LoadFile(fs::path(path).parent_path(), fs::path(path).filename(), path);
    }
  }

  LoadedManifests Take() && { return std::move(loaded_); }

 private:
  void LoadFolder(const std::string& path) {
    auto names = store::ListManifestFiles(path);
    if (!names.ok()) return Problem(std::string(names.status().message()));
    if (names->empty()) Problem(StrCat("folder ", path, " holds no .yaml, .yml or .json file"));
    for (const std::string& name : *names) LoadFile(path, name, fs::path(path) / name);
  }

  void LoadFile(const std::string& folder, const std::string& name, const std::string& shown) {
    store::FileReading reading = store::ReadManifestFile(folder.empty() ? "." : folder, name);
    if (!reading.exists) return Problem(shown + ": no such file");
    if (!reading.error.empty()) return Problem(StrCat(shown, ": ", reading.error));
    Read(shown, reading.text);
  }

  void Read(const std::string& shown, const std::string& text) {
    store::FileContent content = store::ReadManifests(shown, text, ns_, clients::UnsupportedBySdk);
    loaded_.remarks.insert(loaded_.remarks.end(), content.remarks.begin(), content.remarks.end());
    for (const std::string& problem : content.problems) Problem(problem);
    if (content.Broken()) return Problem(shown + ": left out, all of it");
    for (store::FileObject& object : content.objects) Put(shown, object);
  }

  void Put(const std::string& shown, store::FileObject& object) {
    const auto former = loaded_.objects->Get(object.key);
    if (!object.uid.empty()) object.body["metadata"]["uid"] = object.uid;
    if (!object.created.empty()) object.body["metadata"]["creationTimestamp"] = object.created;
    store::StampMissing(object.key, now_, object.body);
    loaded_.objects->Put(object.key, std::move(object.body));
    if (!former.ok()) return;
    loaded_.remarks.push_back(StrCat(store::SourceOf(shown, object.line), ": ", object.key.plural, " \"", object.key.name,
                                     "\" replaces that of ", store::FileOfSource(*former->body)));
  }

  void Problem(std::string problem) { loaded_.problems.push_back(std::move(problem)); }

  std::istream& in_;
  const std::string& ns_;
  const absl::Time now_ = absl::Now();
  LoadedManifests loaded_;
};

}  // namespace

LoadedManifests LoadManifests(const std::vector<std::string>& paths, std::istream& in, const std::string& ns) {
  ManifestLoader loader(in, ns);
  for (const std::string& path : paths) loader.Load(path);
  return std::move(loader).Take();
}

}  // namespace weft
