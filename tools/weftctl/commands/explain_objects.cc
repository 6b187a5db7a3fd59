// SPDX-License-Identifier: Apache-2.0
#include "weftctl/commands/explain_objects.h"

#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/object/kind.h"
#include "weftctl/client/manifest_target.h"

namespace weft::ctl {

namespace {

store::Object StoredObject(const manifest::Kind& kind, Json body) {
  body["apiVersion"] = kind.ApiVersion(kind.versions[0]);  // items of a list may leave out what the list says
  body["kind"] = kind.kind;
  manifest::Meta meta = manifest::ParseMeta(body);
  store::Key key{kind.group, kind.plural, meta.ns, meta.name};
  return {std::move(key), meta.resource_version, std::make_shared<const Json>(std::move(body))};
}

bool AddDocument(const ManifestFile& file, manifest::Document document, std::ostream& err, explain::Objects& objects) {
  manifest::Field object(document.json);
  const manifest::Kind* kind = manifest::FindByKind(object["apiVersion"].Text(), object["kind"].Text());
  if (kind == nullptr) return true;
  Json body = document.json;
  if (kind->namespaced && object["metadata"].json().is_object() && object["metadata"]["namespace"].Text().empty()) {
    body["metadata"]["namespace"] = "default";
  }
  auto target = std::make_shared<ManifestTarget>();
  target->kind = kind;
  target->object = body;
  target->file = file.name;
  target->text = file.text;
  target->document = std::move(document);
  manifest::Report report = manifest::Check(*kind, body, manifest::UnknownFields::kRefuse);
  for (const manifest::Problem& problem : report.problems) {
    err << "error: " << target->Place(problem.field) << ": " << ObjectTitle(body) << ": " << problem.field
        << (problem.field.empty() ? "" : ": ") << problem.message << "\n";
  }
  if (!report.ok()) return false;
  if (kind->apply_defaults) kind->apply_defaults(body);
  objects.Put(StoredObject(*kind, std::move(body)), [target](std::string_view field) { return target->Place(field); });
  return true;
}

}  // namespace

absl::StatusOr<explain::Objects> ObjectsFromApi(ApiClient& api) {
  explain::Objects result;
  for (const manifest::Kind& kind : manifest::Kinds()) {
    WEFT_ASSIGN_OR_RETURN(ApiReply reply, api.Send("GET", ResourcePath(kind, "", "")));
    if (!reply.ok()) return absl::FailedPreconditionError(RefusalLines(reply)[0]);
    for (const manifest::Field& item : manifest::Field(reply.body)["items"].Items()) {
      if (!item.json().is_object()) continue;
      result.Put(StoredObject(kind, item.json()));
    }
  }
  return result;
}

absl::StatusOr<explain::Objects> ObjectsFromFiles(const std::vector<std::string>& paths, Terminal& terminal) {
  WEFT_ASSIGN_OR_RETURN(std::vector<ManifestFile> files, ReadManifestFiles(paths, terminal));
  explain::Objects result;
  bool good = true;
  for (const ManifestFile& file : files) {
    absl::StatusOr<std::vector<manifest::Document>> documents = manifest::ParseYaml(file.text);
    if (!documents.ok()) return absl::InvalidArgumentError(StrCat(file.name, ": ", documents.status().message()));
    for (manifest::Document& document : FlattenLists(*std::move(documents))) {
      good = AddDocument(file, std::move(document), terminal.err, result) && good;
    }
  }
  if (!good) return absl::InvalidArgumentError("");
  return result;
}

}  // namespace weft::ctl
