// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "base/edit_distance.h"
#include "base/strings.h"
#include "manifest/object/field.h"
#include "manifest/schema/schema.h"

namespace weft::manifest {

namespace {

constexpr size_t kFarthestSuggestion = 2;

// The known sibling that the writer may have meant; empty when none is near.
std::string NearestField(const Json& properties, std::string_view key) {
  std::string nearest;
  size_t best = kFarthestSuggestion + 1;
  constexpr size_t kLongestFieldName = 64;
  if (key.size() > kLongestFieldName) return nearest;
  for (auto it = properties.begin(); it != properties.end(); ++it) {
    size_t distance = EditDistance(key, it.key());
    if (distance >= best || distance >= key.size()) continue;
    best = distance;
    nearest = it.key();
  }
  return nearest;
}

class UnknownFieldWalk {
 public:
  UnknownFieldWalk(UnknownFields mode, Report& report) : mode_(mode), report_(report) {}

  void Visit(const Json& schema, Json& value, const std::string& path) {
    if (value.is_array() && schema.contains("items")) {
      for (size_t i = 0; i < value.size(); ++i) Visit(schema["items"], value[i], ItemPath(path, i));
    }
    if (!value.is_object() || schema.value("x-kubernetes-preserve-unknown-fields", false)) return;
    if (schema.contains("additionalProperties")) {
      for (auto it = value.begin(); it != value.end(); ++it)
        Visit(schema["additionalProperties"], *it, MemberPath(path, it.key()));
    } else if (schema.contains("properties")) {
      VisitMembers(schema["properties"], value, path);
    }
  }

 private:
  void VisitMembers(const Json& properties, Json& value, const std::string& path) {
    for (auto it = value.begin(); it != value.end();) {
      std::string member = MemberPath(path, it.key());
      auto property = properties.find(it.key());
      if (property != properties.end()) {
        Visit(*property, *it, member);
        ++it;
      } else if (mode_ == UnknownFields::kRefuse) {
        report_.problems.push_back({member, "FieldValueForbidden", Text("unknown field", properties, it.key())});
        ++it;
      } else {
        if (mode_ == UnknownFields::kWarn) report_.warnings.push_back(StrCat("unknown field \"", member, "\""));
        it = value.erase(it);
      }
    }
  }

  static std::string Text(std::string_view text, const Json& properties, std::string_view key) {
    std::string nearest = NearestField(properties, key);
    return nearest.empty() ? std::string(text) : StrCat(text, "; did you mean \"", nearest, "\"?");
  }

  UnknownFields mode_;
  Report& report_;
};

}  // namespace

void CheckUnknownFields(const Json& schema, Json& object, UnknownFields unknown_fields, Report& report) {
  UnknownFieldWalk(unknown_fields, report).Visit(schema, object, "");
}

}  // namespace weft::manifest
