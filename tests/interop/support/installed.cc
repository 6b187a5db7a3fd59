// SPDX-License-Identifier: Apache-2.0
#include "interop/support/installed.h"

#include <unistd.h>

#include <cstdlib>
#include <sstream>

#include "support/mesh.h"

namespace weft::test {
namespace {

namespace fs = std::filesystem;

bool IsProgram(const fs::path& path) { return fs::is_regular_file(path) && access(path.c_str(), X_OK) == 0; }

std::optional<fs::path> OnPath(const std::string& name) {
  const char* path = getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (IsProgram(fs::path(folder) / name)) return fs::path(folder) / name;
  }
  return std::nullopt;
}

fs::path InstalledFolder() { return SourceDir() / "build/interop"; }

}  // namespace

std::optional<NodeInstallation> FindNode() {
  const auto program = OnPath("node");
  const fs::path modules = InstalledFolder() / "node/node_modules";
  if (!program || !fs::exists(modules / "@grpc/grpc-js-xds/package.json")) return std::nullopt;
  return NodeInstallation{program->string(), modules};
}

std::optional<fs::path> FindEnvoy() {
  const fs::path installed = InstalledFolder() / "envoy/envoy/_bin/envoy";
  if (IsProgram(installed)) return installed;
  return OnPath("envoy");
}

std::string NotInstalled(const std::string& what) { return what + " is not installed; install it with: tools/setup --interop"; }

bool InteropIsRequired() {
  const char* value = getenv("WEFT_INTEROP_REQUIRED");
  return value != nullptr && std::string(value) != "0" && *value != '\0';
}

}  // namespace weft::test
