// SPDX-License-Identifier: Apache-2.0
// Manifests from files, folders and standard input.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/yaml/yaml.h"
#include "weftctl/output/terminal.h"

namespace weft::ctl {

struct ManifestFile {
  std::string name;  // as messages show it
  std::string text;
};

// Every *.yaml, *.yml and *.json of a folder in the order of the names, a file, or standard input for "-". An error names the
// path.
absl::StatusOr<std::vector<ManifestFile>> ReadManifestFiles(const std::vector<std::string>& paths, Terminal& terminal);

// "VirtualService \"reviews\"", for messages.
std::string ObjectTitle(const manifest::Json& object);

// The lists of kubectl ("kind: List") taken apart; other documents as they are.
std::vector<manifest::Document> FlattenLists(std::vector<manifest::Document> documents);

}  // namespace weft::ctl
