#include "weftctl/explain_objects.h"

#include <algorithm>

#include "base/strings.h"
#include "manifest/field.h"
#include "manifest/kind.h"

namespace weft::ctl {

namespace {

constexpr std::string_view kRuleGroup = "networking.istio.io";
constexpr std::string_view kRulePlural = "virtualservices";

store::Object StoredObject(const manifest::Kind& kind, Json body) {
  body["apiVersion"] = kind.ApiVersion(kind.versions[0]);  // items of a list may leave out what the list says
  body["kind"] = kind.kind;
  manifest::Meta meta = manifest::ParseMeta(body);
  store::Key key{kind.group, kind.plural, meta.ns, meta.name};
  return {std::move(key), meta.resource_version, std::make_shared<const Json>(std::move(body))};
}

}  // namespace

absl::StatusOr<ExplainObjects> ExplainObjects::FromApi(ApiClient& api) {
  ExplainObjects result;
  for (const manifest::Kind& kind : manifest::Kinds()) {
    absl::StatusOr<ApiReply> reply = api.Send("GET", ResourcePath(kind, "", ""));
    if (!reply.ok()) return reply.status();
    if (!reply->ok()) return absl::FailedPreconditionError(RefusalLines(*reply)[0]);
    for (const manifest::Field& item : manifest::Field(reply->body)["items"].Items()) {
      if (!item.json().is_object()) continue;
      store::Object object = StoredObject(kind, item.json());
      result.objects_.insert_or_assign(object.key, std::move(object));
    }
  }
  return result;
}

absl::StatusOr<ExplainObjects> ExplainObjects::FromFiles(const std::vector<std::string>& paths, Terminal& terminal) {
  absl::StatusOr<std::vector<ManifestFile>> files = ReadManifestFiles(paths, terminal);
  if (!files.ok()) return files.status();
  ExplainObjects result;
  bool good = true;
  for (const ManifestFile& file : *files) {
    absl::StatusOr<std::vector<manifest::Document>> documents = manifest::ParseYaml(file.text);
    if (!documents.ok()) return absl::InvalidArgumentError(StrCat(file.name, ": ", documents.status().message()));
    for (manifest::Document& document : FlattenLists(*std::move(documents))) {
      good = result.AddDocument(file, std::move(document), terminal.err) && good;
    }
  }
  if (!good) return absl::InvalidArgumentError("");
  return result;
}

bool ExplainObjects::AddDocument(const ManifestFile& file, manifest::Document document, std::ostream& err) {
  manifest::Field object(document.json);
  const manifest::Kind* kind = manifest::FindByKind(object["apiVersion"].Text(), object["kind"].Text());
  if (kind == nullptr) return true;
  Json body = document.json;
  if (kind->namespaced && object["metadata"].json().is_object() && object["metadata"]["namespace"].Text().empty()) {
    body["metadata"]["namespace"] = "default";
  }
  ManifestTarget target;
  target.kind = kind;
  target.object = body;
  target.file = file.name;
  target.text = file.text;
  target.document = std::move(document);
  manifest::Report report = manifest::Check(*kind, body, manifest::UnknownFields::kRefuse);
  for (const manifest::Problem& problem : report.problems) {
    err << "error: " << target.Place(problem.field) << ": " << ObjectTitle(body) << ": " << problem.field
        << (problem.field.empty() ? "" : ": ") << problem.message << "\n";
  }
  if (!report.ok()) return false;
  if (kind->apply_defaults) kind->apply_defaults(body);
  store::Object stored = StoredObject(*kind, std::move(body));
  places_.insert_or_assign(stored.key, std::move(target));
  objects_.insert_or_assign(stored.key, std::move(stored));
  return true;
}

bool ExplainObjects::HasWorkloads() const {
  return std::any_of(objects_.begin(), objects_.end(),
                     [](const auto& object) { return object.first.plural == "workloadentries"; });
}

std::string ExplainObjects::PlaceOfRule(std::string_view ns, std::string_view name, std::string_view field) const {
  auto found = places_.find({std::string(kRuleGroup), std::string(kRulePlural), std::string(ns), std::string(name)});
  return found == places_.end() ? std::string() : found->second.Place(field);
}

}  // namespace weft::ctl
