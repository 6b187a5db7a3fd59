// SPDX-License-Identifier: Apache-2.0
// Manifests from files, folders and standard input, checked as the server checks them; for commands that run
// without a server.
#pragma once

#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "store/replica.h"

namespace weft {

struct LoadedManifests {
  std::unique_ptr<store::Replica> objects;  // with the uid and age that the files give them; those that give none are new
  std::vector<std::string> problems;        // what is broken and therefore left out: `reviews.yaml:12: spec.http[0]: message`
  std::vector<std::string> remarks;         // what is not served or was replaced, and warnings
};

// `paths`: files, folders (their *.yaml, *.yml and *.json) or "-" for `in`. Objects that name no namespace are in `ns`. A file
// in which anything is wrong is left out as a whole; of two objects of one name the later counts, as when the files are
// applied.
LoadedManifests LoadManifests(const std::vector<std::string>& paths, std::istream& in, const std::string& ns);

}  // namespace weft
