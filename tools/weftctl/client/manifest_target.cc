// SPDX-License-Identifier: Apache-2.0
#include "weftctl/client/manifest_target.h"

#include "base/strings.h"
#include "manifest/object/field.h"

namespace weft::ctl {

namespace {

constexpr std::string_view kDefaultNamespace = "default";

// Empty text when the object can be used.
std::string FillTarget(const std::string& ns, ManifestTarget& target) {
  manifest::Field object(target.object);
  std::string api_version = object["apiVersion"].Text();
  std::string kind = object["kind"].Text();
  if (kind.empty() || api_version.empty()) return "an object must have apiVersion and kind";
  target.kind = manifest::FindByKind(api_version, kind);
  if (target.kind == nullptr) return StrCat("the kind ", kind, " in version ", api_version, " is not served");
  target.name = object["metadata"]["name"].Text();
  if (target.name.empty()) return "metadata.name: Required value";
  if (!target.kind->namespaced) return "";
  std::string own = object["metadata"]["namespace"].Text();
  if (!own.empty() && !ns.empty() && own != ns) return StrCat("metadata.namespace is \"", own, "\", but -n says \"", ns, "\"");
  target.ns = !own.empty() ? own : !ns.empty() ? ns : std::string(kDefaultNamespace);
  return "";
}

}  // namespace

std::string ManifestTarget::Place(std::string_view message) const {
  return StrCat(file, ":", manifest::LineOfField(text, document, message.substr(0, message.find(": "))));
}

void ManifestTarget::PrintRefusal(const ApiReply& reply, std::ostream& err) const {
  for (const std::string& line : RefusalLines(reply)) {
    err << "error: " << Place(line) << ": " << ObjectTitle(object) << ": " << line << "\n";
  }
}

ManifestTargets ReadManifestTargets(const std::vector<std::string>& paths, const std::string& ns, Terminal& terminal) {
  ManifestTargets result;
  auto give_up = [&](std::string_view message) {
    terminal.err << "error: " << message << "\n";
    result.unreadable = true;
    return result;
  };
  absl::StatusOr<std::vector<ManifestFile>> files = ReadManifestFiles(paths, terminal);
  if (!files.ok()) return give_up(ToStd(files.status().message()));
  for (const ManifestFile& file : *files) {
    absl::StatusOr<std::vector<manifest::Document>> documents = manifest::ParseYaml(file.text);
    if (!documents.ok()) return give_up(StrCat(file.name, ": ", documents.status().message()));
    for (manifest::Document& document : FlattenLists(*std::move(documents))) {
      ManifestTarget target;
      target.object = document.json;
      target.document = std::move(document);
      target.file = file.name;
      target.text = file.text;
      if (std::string problem = FillTarget(ns, target); !problem.empty()) {
        terminal.err << "error: " << target.Place() << ": " << ObjectTitle(target.object) << ": " << problem << "\n";
        result.refused = true;
        continue;
      }
      result.targets.push_back(std::move(target));
    }
  }
  return result;
}

}  // namespace weft::ctl
