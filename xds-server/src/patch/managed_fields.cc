// SPDX-License-Identifier: Apache-2.0
#include "patch/managed_fields.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "patch/managed_fields_diff.h"

namespace weft::patch {
namespace {

// A manager per kubectl version, CI job and script would let the book grow without end.
constexpr size_t kMaxUpdaters = 10;
constexpr const char* kFoldedUpdaters = "ancient-changes";

std::string EntryText(const Json& entry, const char* name) {
  auto it = entry.find(name);
  return it != entry.end() && it->is_string() ? it->get<std::string>() : std::string();
}

absl::StatusOr<ManagedEntry> ReadEntry(const Json& json) {
  if (!json.is_object()) return absl::InvalidArgumentError("an entry must be a map");
  const std::string operation = EntryText(json, "operation");
  if (operation != "Apply" && operation != "Update") return absl::InvalidArgumentError("operation must be Apply or Update");
  ManagedEntry entry;
  entry.manager = {.name = EntryText(json, "manager"),
                   .api_version = EntryText(json, "apiVersion"),
                   .subresource = EntryText(json, "subresource"),
                   .time = EntryText(json, "time")};
  entry.applied = operation == "Apply";
  auto fields = json.find("fieldsV1");
  WEFT_ASSIGN_OR_RETURN(entry.fields, FieldSet::FromJson(fields == json.end() ? Json::object() : *fields));
  return entry;
}

Json WriteEntry(const ManagedEntry& entry) {
  Json json = {{"manager", entry.manager.name},
               {"operation", entry.applied ? "Apply" : "Update"},
               {"apiVersion", entry.manager.api_version},
               {"fieldsType", "FieldsV1"},
               {"fieldsV1", entry.fields.ToJson()}};
  if (!entry.manager.time.empty()) json["time"] = entry.manager.time;
  if (!entry.manager.subresource.empty()) json["subresource"] = entry.manager.subresource;
  return json;
}

const Json* ManagedList(const Json& object) {
  if (!object.is_object()) return nullptr;
  auto metadata = object.find("metadata");
  if (metadata == object.end() || !metadata->is_object()) return nullptr;
  auto list = metadata->find("managedFields");
  return list == metadata->end() || !list->is_array() ? nullptr : &*list;
}

bool IsReset(const Json* list) { return list != nullptr && list->size() == 1 && (*list)[0] == Json::object(); }

auto EntryOrder(const ManagedEntry& entry) {
  const FieldManager& manager = entry.manager;
  return std::tie(manager.time, manager.name, manager.api_version, manager.subresource);
}

// `entries` are sorted: the updaters stand at the end, oldest first.
void FoldOldUpdaters(std::vector<ManagedEntry>& entries) {
  auto first = std::find_if(entries.begin(), entries.end(), [](const ManagedEntry& entry) { return !entry.applied; });
  const auto updaters = static_cast<size_t>(entries.end() - first);
  if (updaters <= kMaxUpdaters) return;
  auto last = first + static_cast<std::ptrdiff_t>(updaters - kMaxUpdaters);
  for (auto it = first; it != last; ++it) last->fields.Union(it->fields);
  last->manager.name = kFoldedUpdaters;
  entries.erase(first, last);
}

std::vector<ManagedEntry> EntriesToStartFrom(const Json& before, const Json& after, const FieldManager& manager) {
  if (!manager.subresource.empty()) return ReadManagedFields(before);
  if (IsReset(ManagedList(after))) return {};
  std::vector<ManagedEntry> entries = ReadManagedFields(after);
  return entries.empty() ? ReadManagedFields(before) : entries;
}

ManagedEntry& EntryOf(std::vector<ManagedEntry>& entries, const ManagedEntry& wanted) {
  auto it = std::find_if(entries.begin(), entries.end(), [&](const ManagedEntry& entry) { return entry.SameOwner(wanted); });
  return it == entries.end() ? entries.emplace_back(wanted) : *it;
}

}  // namespace

bool ManagedEntry::SameOwner(const ManagedEntry& other) const {
  return applied == other.applied && manager.name == other.manager.name && manager.subresource == other.manager.subresource &&
         (applied || manager.api_version == other.manager.api_version);
}

std::vector<ManagedEntry> ReadManagedFields(const Json& object) {
  std::vector<ManagedEntry> entries;
  const Json* list = ManagedList(object);
  if (list == nullptr) return entries;
  for (const Json& json : *list) {
    absl::StatusOr<ManagedEntry> entry = ReadEntry(json);
    if (!entry.ok()) return {};
    entries.push_back(*std::move(entry));
  }
  return entries;
}

void WriteManagedFields(Json& object, std::vector<ManagedEntry> entries) {
  std::erase_if(entries, [](const ManagedEntry& entry) { return entry.fields.Empty(); });
  std::sort(entries.begin(), entries.end(), [](const ManagedEntry& a, const ManagedEntry& b) {
    if (a.applied != b.applied) return a.applied;
    return EntryOrder(a) < EntryOrder(b);
  });
  FoldOldUpdaters(entries);
  Json& metadata = object["metadata"];
  if (entries.empty()) {
    if (metadata.is_object()) metadata.erase("managedFields");
    return;
  }
  Json list = Json::array();
  for (const ManagedEntry& entry : entries) list.push_back(WriteEntry(entry));
  metadata["managedFields"] = std::move(list);
}

void RecordUpdate(const Json& before, Json& after, const FieldManager& manager, const MergeSchema& schema) {
  if (!after.is_object() || (after.contains("metadata") && !after["metadata"].is_object())) return;
  std::vector<ManagedEntry> entries = EntriesToStartFrom(before, after, manager);
  FieldChanges changes = CompareFields(before.is_object() ? before : Json::object(), after, schema);
  DropUnownableFields(changes);
  FieldSet touched = std::move(changes.added);
  touched.Union(changes.modified);
  for (ManagedEntry& entry : entries) {
    entry.fields.Subtract(touched);
    entry.fields.Subtract(changes.removed);
  }
  if (!touched.Empty()) {
    ManagedEntry& own = EntryOf(entries, {.manager = manager, .applied = false, .fields = {}});
    own.manager.time = manager.time;
    own.fields.Union(touched);
  }
  WriteManagedFields(after, std::move(entries));
}

}  // namespace weft::patch
