// SPDX-License-Identifier: Apache-2.0
#include "patch/managed_fields_diff.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "patch/patch_list.h"

namespace weft::patch {
namespace {

using Children = std::map<std::string, std::pair<const Json*, std::string>>;  // element -> value, its path in the schema

std::string JoinPath(const std::string& path, const std::string& field) { return path.empty() ? field : path + "." + field; }

// The parts of a value that are owned one by one; nothing for a scalar and whatever is atomic.
std::optional<Children> PartsOf(const Json& value, const std::string& path, const MergeSchema& schema) {
  Children parts;
  if (value.is_object() && !schema.IsAtomicMap(path)) {
    for (const auto& [name, child] : value.items()) parts[FieldElement(name)] = {&child, JoinPath(path, name)};
    return parts;
  }
  const ListRule* rule = value.is_array() ? schema.FindList(path) : nullptr;
  if (rule == nullptr) return std::nullopt;
  const std::optional<std::vector<std::string>> elements = ItemElements(value, *rule);
  if (!elements) return std::nullopt;
  for (size_t i = 0; i < elements->size(); ++i) parts[(*elements)[i]] = {&value[i], path + "[]"};
  return parts;
}

enum class Containers { kOnlyItemsAndEmpty, kAll };

FieldSet FieldsOf(const Json& value, const std::string& path, const MergeSchema& schema, Containers containers) {
  FieldSet fields;
  const std::optional<Children> parts = PartsOf(value, path, schema);
  if (!parts || parts->empty() || containers == Containers::kAll || path.ends_with("[]")) fields.InsertSelf();
  if (!parts) return fields;
  for (const auto& [element, part] : *parts) fields.Insert(element, FieldsOf(*part.first, part.second, schema, containers));
  return fields;
}

class FieldComparison {
 public:
  explicit FieldComparison(const MergeSchema& schema) : schema_(schema) {}

  FieldChanges Compare(const Json& before, const Json& after, const std::string& path) const {
    const std::optional<Children> old_parts = PartsOf(before, path, schema_);
    const std::optional<Children> new_parts = PartsOf(after, path, schema_);
    if (old_parts && new_parts && before.type() == after.type()) return CompareParts(*old_parts, *new_parts);
    FieldChanges changes;
    if (before == after) return changes;
    changes.modified.InsertSelf();
    // A value that turned from one shape into another: the parts come and go beside it.
    if (new_parts) changes.added = All(after, path);
    if (old_parts) changes.removed = All(before, path);
    return changes;
  }

 private:
  FieldSet All(const Json& value, const std::string& path) const { return FieldsOf(value, path, schema_, Containers::kAll); }

  FieldChanges CompareParts(const Children& old_parts, const Children& new_parts) const {
    FieldChanges changes;
    for (const auto& [element, part] : new_parts) {
      auto old = old_parts.find(element);
      if (old == old_parts.end()) {
        changes.added.Insert(element, All(*part.first, part.second));
        continue;
      }
      FieldChanges below = Compare(*old->second.first, *part.first, part.second);
      changes.added.Insert(element, std::move(below.added));
      changes.modified.Insert(element, std::move(below.modified));
      changes.removed.Insert(element, std::move(below.removed));
    }
    for (const auto& [element, part] : old_parts) {
      if (!new_parts.contains(element)) changes.removed.Insert(element, All(*part.first, part.second));
    }
    return changes;
  }

  const MergeSchema& schema_;
};

}  // namespace

FieldSet ClaimedFields(const Json& object, const MergeSchema& schema) {
  return FieldsOf(object, "", schema, Containers::kOnlyItemsAndEmpty);
}

FieldChanges CompareFields(const Json& before, const Json& after, const MergeSchema& schema) {
  return FieldComparison(schema).Compare(before, after, "");
}

void DropUnownableFields(FieldSet& fields) {
  static constexpr const char* kServerMetadata[] = {"f:name",          "f:namespace",         "f:uid",
                                                    "f:generation",    "f:resourceVersion",   "f:creationTimestamp",
                                                    "f:managedFields", "f:deletionTimestamp", "f:deletionGracePeriodSeconds",
                                                    "f:selfLink"};
  fields.Erase("f:apiVersion");
  fields.Erase("f:kind");
  const FieldSet* found = fields.Find("f:metadata");
  if (found == nullptr) return;
  FieldSet metadata;
  for (const auto& [element, child] : found->children()) metadata.Insert(element, child);  // without metadata itself
  for (const char* element : kServerMetadata) metadata.Erase(element);
  fields.Erase("f:metadata");
  fields.Insert("f:metadata", std::move(metadata));
}

void DropUnownableFields(FieldChanges& changes) {
  DropUnownableFields(changes.added);
  DropUnownableFields(changes.modified);
  DropUnownableFields(changes.removed);
}

}  // namespace weft::patch
