// SPDX-License-Identifier: Apache-2.0
#include "manifest/object/kinds.h"
#include "manifest/schema/schema.h"

namespace weft::manifest {

namespace {

constexpr std::string_view kNameLabel = "kubernetes.io/metadata.name";

// Only into what is there: an object of a strange shape is for Check() to refuse.
void DefaultNamespace(Json& object) {
  if (!object.is_object() || !object.contains("metadata") || !object["metadata"].is_object()) return;
  Json& metadata = object["metadata"];
  Json& labels = metadata["labels"];
  if (labels.is_null()) labels = Json::object();
  if (labels.is_object() && metadata.contains("name")) labels[std::string(kNameLabel)] = metadata["name"];
  if (Json& spec = object["spec"]; spec.is_null() || spec.is_object()) spec.emplace("finalizers", Json::array({"kubernetes"}));
  if (Json& status = object["status"]; status.is_null() || status.is_object()) status.emplace("phase", "Active");
}

}  // namespace

Kind NamespaceKind() {
  Kind kind;
  kind.versions = {"v1"};
  kind.kind = "Namespace";
  kind.plural = "namespaces";
  kind.singular = "namespace";
  kind.short_names = {"ns"};
  kind.namespaced = false;
  kind.columns = {{.name = "Status", .path = ".status.phase", .description = "Active or Terminating."}, AgeColumn()};
  kind.schema = ExpandSchema(kind.kind).value();
  kind.apply_defaults = DefaultNamespace;
  return kind;
}

}  // namespace weft::manifest
