// SPDX-License-Identifier: Apache-2.0
// The kinds that the control plane serves: their names, versions, table columns and schemas. One file per kind
// (virtual_service.cc, ...) holds its parse, defaults and validation and contributes its Kind to Kinds().
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "manifest/object/group.h"
#include "manifest/object/object.h"
#include "manifest/object/typed.h"

namespace weft::manifest {

// A column of `kubectl get`: a JSONPath-like dotted path (".spec.hosts", ".metadata.creationTimestamp") and its type
// ("string", "date"). Columns of priority above 0 show under -o wide only.
struct Column {
  std::string name;
  std::string path = "";
  std::string type = "string";
  std::string description = "";
  int priority = 0;
  // Computes the cell from the object where a path cannot ("80/TCP,443/TCP"); wins over `path`.
  std::function<Json(const Json& object)> cell = nullptr;
};

// One served kind. Immutable, lives as long as the process.
struct Kind {
  std::string group;                     // "networking.istio.io"; "" is the core group
  std::vector<std::string> versions;     // preferred first: v1, v1beta1, v1alpha3
  std::string kind;                      // "VirtualService"
  std::string plural;                    // "virtualservices"
  std::string singular;                  // "virtualservice"
  std::vector<std::string> short_names;  // "vs"
  std::vector<std::string> categories;   // "istio-io", "networking-istio-io"
  bool namespaced = true;
  bool has_status = true;       // serves the status subresource
  std::vector<Column> columns;  // without Name, which is always first
  Json schema;                  // OpenAPI v3 schema of the whole object (apiVersion, kind, metadata, spec, status)
  // Writes defaults into a new object (a stored Service has a type, a Namespace its phase). May be empty.
  std::function<void(Json& object)> apply_defaults;
  // The semantic checks behind the schema, run only on objects that satisfy it.
  std::function<void(const Json& object, Report& report)> validate;

  // How its objects are parsed; nullptr for one that nothing reads.
  std::shared_ptr<const TypedForm> form = nullptr;

  std::string ApiVersion(std::string_view version) const;  // "networking.istio.io/v1", "v1"
  std::string GroupResource() const;                       // "virtualservices.networking.istio.io", "services"
  bool Serves(std::string_view version) const;
};

// All kinds, grouped, groups in alphabetical order with the core group first.
const std::vector<Kind>& Kinds();

// nullptr when not served. `plural` for URLs; `name` for people: plural, singular, short name or Kind, any case.
const Kind* FindByPlural(std::string_view group, std::string_view version, std::string_view plural);
const Kind* FindByKind(std::string_view api_version, std::string_view kind);
const Kind* FindByAnyName(std::string_view name);

enum class UnknownFields { kRefuse, kWarn, kIgnore };  // fieldValidation=Strict|Warn|Ignore

// Decodes nothing, only judges: unknown fields (pruned from `object` unless refused), then the schema (type, required, enum,
// bounds), then the kind's own validation. Stops after the stage that found problems. Never throws.
Report Check(const Kind& kind, Json& object, UnknownFields unknown_fields);

}  // namespace weft::manifest
