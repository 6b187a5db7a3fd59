// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "manifest/object/text.h"
#include "manifest/schema/schema.h"
#include "manifest/schema/schema_files.h"
#include "manifest/yaml/yaml.h"

namespace weft::manifest {

namespace {

using Definitions = std::map<std::string, Json, std::less<>>;

absl::StatusOr<Definitions> ReadDefinitions() {
  Definitions definitions;
  for (const SchemaFile& file : SchemaFiles()) {
    absl::StatusOr<std::vector<Document>> documents = ParseYaml(file.text);
    if (!documents.ok()) return absl::InternalError(StrCat("schema/", file.name, ": ", documents.status().message()));
    for (Document& document : *documents) {
      for (auto it = document.json.begin(); it != document.json.end(); ++it) definitions[it.key()] = std::move(it.value());
    }
  }
  return definitions;
}

// Expands the shorthand. Definitions do not refer to each other in circles.
class SchemaExpander {
 public:
  explicit SchemaExpander(const Definitions& definitions) : definitions_(definitions) {}

  absl::StatusOr<Json> Definition(std::string_view name) const {
    auto it = definitions_.find(name);
    if (it == definitions_.end()) return absl::InternalError(StrCat("schema: there is no definition ", name));
    Json schema = it->second;
    schema["description"] = schema.value("about", "");
    schema.erase("about");
    if (!schema.contains("fields")) return schema;
    return Object(std::move(schema));
  }

 private:
  absl::StatusOr<Json> Object(Json schema) const {
    Json fields = std::move(schema["fields"]);
    schema.erase("fields");
    schema["type"] = "object";
    for (auto it = fields.begin(); it != fields.end(); ++it) {
      std::pair<std::string, std::string> parts = absl::StrSplit(it->get<std::string>(), absl::MaxSplits(" -- ", 1));
      std::string_view type = parts.first;
      if (type.starts_with("required ")) {
        type.remove_prefix(std::string_view("required ").size());
        schema["required"].push_back(it.key());
      }
      WEFT_ASSIGN_OR_RETURN(Json field, Type(type));
      field["description"] = parts.second;
      schema["properties"][it.key()] = std::move(field);
    }
    return schema;
  }

  absl::StatusOr<Json> Type(std::string_view type) const {
    if (type.starts_with("list ")) return List(type.substr(5));
    if (type.starts_with("map of ")) {
      WEFT_ASSIGN_OR_RETURN(Json values, Type(type.substr(7)));
      return Json{{"type", "object"}, {"additionalProperties", std::move(values)}};
    }
    if (type == "string" || type == "boolean" || type == "number" || type == "integer") return Json{{"type", type}};
    if (type == "int32") return Json{{"type", "integer"}, {"format", "int32"}};
    if (type == "uint32") return Json{{"type", "integer"}, {"minimum", 0}, {"maximum", std::numeric_limits<uint32_t>::max()}};
    return Definition(type);
  }

  // "of T", or "by KEY,... of T" for a list whose items are told apart by keys.
  absl::StatusOr<Json> List(std::string_view type) const {
    size_t of = type.find("of ");
    if (of == std::string_view::npos) return absl::InternalError(StrCat("schema: cannot read the type list ", type));
    WEFT_ASSIGN_OR_RETURN(Json items, Type(type.substr(of + 3)));
    Json list = {{"type", "array"}, {"items", std::move(items)}};
    if (!type.starts_with("by ")) return list;
    std::vector<std::string_view> keys = Split(type.substr(3, of - 4), ',');
    list["x-kubernetes-list-type"] = "map";
    list["x-kubernetes-list-map-keys"] = keys;
    list["x-kubernetes-patch-merge-key"] = keys[0];
    list["x-kubernetes-patch-strategy"] = "merge";
    return list;
  }

  const Definitions& definitions_;
};

}  // namespace

absl::StatusOr<Json> ExpandSchema(std::string_view kind) {
  static const auto* const kDefinitions = new absl::StatusOr<Definitions>(ReadDefinitions());
  if (!kDefinitions->ok()) return kDefinitions->status();
  SchemaExpander expander(**kDefinitions);
  absl::StatusOr<Json> schema = expander.Definition(kind);
  absl::StatusOr<Json> metadata = expander.Definition("ObjectMeta");
  if (!schema.ok() || !metadata.ok()) return schema.ok() ? metadata.status() : schema.status();
  Json& properties = (*schema)["properties"];
  properties["apiVersion"] = {{"type", "string"}, {"description", "Group and version of the kind."}};
  properties["kind"] = {{"type", "string"}, {"description", "What the object is."}};
  properties["metadata"] = *std::move(metadata);
  return schema;
}

}  // namespace weft::manifest
