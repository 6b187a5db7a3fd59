// SPDX-License-Identifier: Apache-2.0
#include "weftctl/commands/kind_argument.h"

#include "weftctl/output/terminal.h"

namespace weft::ctl {

std::vector<const manifest::Kind*> KindsOfArgument(std::string_view name) {
  std::vector<const manifest::Kind*> kinds;
  if (name == "all") {
    for (const manifest::Kind& kind : manifest::Kinds()) {
      if (!kind.group.empty()) kinds.push_back(&kind);
    }
  } else if (const manifest::Kind* kind = manifest::FindByAnyName(name)) {
    kinds.push_back(kind);
  }
  return kinds;
}

int ReportUnknownKind(std::string_view name, std::ostream& err) {
  err << "error: there is no kind \"" << name << "\"; there are";
  for (const manifest::Kind& kind : manifest::Kinds()) err << " " << kind.plural << " (" << kind.short_names[0] << ")";
  err << "\n";
  return kUsage;
}

}  // namespace weft::ctl
