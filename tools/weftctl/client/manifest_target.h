// SPDX-License-Identifier: Apache-2.0
// The objects of files together with where they go: what apply and delete work on.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "weftctl/client/api_client.h"
#include "weftctl/client/manifest_files.h"

namespace weft::ctl {

struct ManifestTarget {
  const manifest::Kind* kind = nullptr;
  std::string ns;  // empty for kinds without namespace
  std::string name;
  Json object;
  std::string file;
  manifest::Document document;  // where it stands in the file
  std::string text;             // of the file

  // "rules.yaml:12": the line of the object, or of the field with which a message starts ("spec.hosts: ...").
  std::string Place(std::string_view message = "") const;
  // One line per cause: "rules.yaml:14: VirtualService \"reviews\": spec.http[0].route: ...".
  void PrintRefusal(const ApiReply& reply, std::ostream& err) const;
};

struct ManifestTargets {
  std::vector<ManifestTarget> targets;
  bool refused = false;     // some object was left out and reported; the others go on
  bool unreadable = false;  // a file could not be read at all; nothing should be done
};

// Reports to the terminal what cannot be used. `ns` is the namespace of objects that name none.
ManifestTargets ReadManifestTargets(const std::vector<std::string>& paths, const std::string& ns, Terminal& terminal);

}  // namespace weft::ctl
