// SPDX-License-Identifier: Apache-2.0
#include "patch/server_side_apply.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "patch/managed_fields_diff.h"
#include "patch/server_side_apply_merge.h"

namespace weft::patch {
namespace {

constexpr const char* kKubectl = "kubectl";
constexpr const char* kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

Json WithoutNulls(const Json& json) {
  if (!json.is_object()) return json;
  Json result = Json::object();
  for (const auto& [name, value] : json.items()) {
    if (!value.is_null()) result[name] = WithoutNulls(value);
  }
  return result;
}

// What the client wants, without what only the server writes.
absl::StatusOr<Json> Wanted(const Json& applied, const MergeSchema& schema) {
  if (!applied.is_object()) {
    return absl::InvalidArgumentError(StrCat("the applied configuration must be a JSON object, not ", applied.type_name()));
  }
  Json wanted = WithoutNulls(applied);
  if (auto metadata = wanted.find("metadata"); metadata != wanted.end()) {
    if (!metadata->is_object()) return absl::InvalidArgumentError("metadata: must be a map");
    if (metadata->contains("managedFields")) {
      return absl::InvalidArgumentError("metadata.managedFields: must not be in an applied configuration");
    }
    for (const char* name : {"uid", "generation", "resourceVersion", "creationTimestamp", "deletionTimestamp", "selfLink"}) {
      metadata->erase(name);
    }
  }
  WEFT_RETURN_IF_ERROR(CheckMergeLists(wanted, schema));
  return wanted;
}

const std::string* LastAppliedText(const Json& object) {
  const Json* at = &object;
  for (const char* name : {"metadata", "annotations", kLastApplied}) {
    if (!at->is_object()) return nullptr;
    auto it = at->find(name);
    if (it == at->end()) return nullptr;
    at = &*it;
  }
  return at->get_ptr<const std::string*>();
}

// The fields of live that still are as the annotation says.
FieldSet UntouchedSinceLastApplied(const Json& live, const MergeSchema& schema) {
  const std::string* text = LastAppliedText(live);
  if (text == nullptr) return {};
  const Json last = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!last.is_object()) return {};
  FieldSet fields = ClaimedFields(last, schema);
  const FieldChanges changes = CompareFields(live, last, schema);
  fields.Subtract(changes.added);
  fields.Subtract(changes.modified);
  return fields;
}

void RefreshLastApplied(Json& object, const Json& applied) {
  if (LastAppliedText(object) == nullptr) return;
  Json stated = applied;
  if (auto metadata = stated.find("metadata"); metadata != stated.end() && metadata->is_object()) {
    if (auto annotations = metadata->find("annotations"); annotations != metadata->end() && annotations->is_object()) {
      annotations->erase(kLastApplied);
    }
  }
  object["metadata"]["annotations"][kLastApplied] = stated.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string PrintedManager(const ManagedEntry& entry) {
  std::string text = Json(entry.manager.name).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (!entry.manager.subresource.empty()) absl::StrAppend(&text, " with subresource \"", entry.manager.subresource, "\"");
  if (entry.applied) return text;
  absl::StrAppend(&text, " using ", entry.manager.api_version);
  if (!entry.manager.time.empty()) absl::StrAppend(&text, " at ", entry.manager.time);
  return text;
}

// One apply, in the order of the steps in the header.
class ApplyRun {
 public:
  ApplyRun(const Json& live, Json wanted, const FieldManager& manager, const MergeSchema& schema)
      : live_(live), wanted_(std::move(wanted)), schema_(schema), others_(ReadManagedFields(live)) {
    own_ = {.manager = manager, .applied = true, .fields = ClaimedFields(wanted_, schema)};
    DropUnownableFields(own_.fields);
    auto mine = std::find_if(others_.begin(), others_.end(), [&](const ManagedEntry& entry) { return entry.SameOwner(own_); });
    if (mine == others_.end()) return;
    previous_ = std::move(*mine);
    others_.erase(mine);
  }

  ApplyOutcome Run(bool force) {
    MergeAndPrune();
    FieldChanges changes = CompareFields(live_.is_object() ? live_ : Json::object(), object_, schema_);
    DropUnownableFields(changes);
    changed_ = std::move(changes.added);
    changed_.Union(changes.modified);
    if (!force) {
      std::vector<FieldConflict> conflicts = Conflicts();
      if (!conflicts.empty()) return {.object = nullptr, .conflicts = std::move(conflicts)};
    }
    for (ManagedEntry& entry : others_) {
      entry.fields.Subtract(changed_);
      entry.fields.Subtract(changes.removed);
    }
    return {.object = Finish(), .conflicts = {}};
  }

 private:
  void MergeAndPrune() {
    object_ = MergeApplied(live_, wanted_, schema_);
    if (!previous_) return;
    FieldSet owned = own_.fields;
    for (const ManagedEntry& entry : others_) owned.Union(entry.fields);
    PruneFields(object_, previous_->fields, owned, schema_);
  }

  std::vector<FieldConflict> Conflicts() const {
    FieldSet contested = changed_;
    if (own_.manager.name == kKubectl) contested.Subtract(UntouchedSinceLastApplied(live_, schema_));
    std::map<std::string, std::vector<std::string>> by_manager;
    for (const ManagedEntry& entry : others_) {
      const std::vector<std::string> paths = entry.fields.Intersect(contested).Paths();
      if (!paths.empty()) by_manager[PrintedManager(entry)] = paths;
    }
    std::vector<FieldConflict> conflicts;
    for (const auto& [manager, paths] : by_manager) {
      for (const std::string& path : paths) {
        conflicts.push_back({.manager = manager, .field = path, .message = StrCat("conflict with ", manager)});
      }
    }
    return conflicts;
  }

  Json Finish() {
    if (own_.manager.name == kKubectl) RefreshLastApplied(object_, wanted_);
    const bool same_book =
        previous_ && previous_->fields == own_.fields && previous_->manager.api_version == own_.manager.api_version;
    if (same_book && object_ == live_) own_.manager.time = previous_->manager.time;
    std::vector<ManagedEntry> entries = std::move(others_);
    entries.push_back(std::move(own_));
    WriteManagedFields(object_, std::move(entries));
    return std::move(object_);
  }

  const Json& live_;
  const Json wanted_;
  const MergeSchema& schema_;
  std::vector<ManagedEntry> others_;
  ManagedEntry own_;
  std::optional<ManagedEntry> previous_;
  Json object_;
  FieldSet changed_;
};

}  // namespace

absl::StatusOr<ApplyOutcome> ServerSideApply(const Json& live, const Json& applied, const FieldManager& manager, bool force,
                                             const MergeSchema& schema) {
  WEFT_ASSIGN_OR_RETURN(Json wanted, Wanted(applied, schema));
  return ApplyRun(live, std::move(wanted), manager, schema).Run(force);
}

std::string ConflictMessage(const std::vector<FieldConflict>& conflicts) {
  std::map<std::string, std::vector<std::string>> by_manager;
  for (const FieldConflict& conflict : conflicts) by_manager[conflict.manager].push_back(conflict.field);
  std::string message = StrCat("Apply failed with ", conflicts.size(), conflicts.size() == 1 ? " conflict: " : " conflicts: ");
  const char* separator = "";
  for (const auto& [manager, fields] : by_manager) {
    absl::StrAppend(&message, std::exchange(separator, "\n"));
    if (fields.size() == 1) {
      absl::StrAppend(&message, "conflict with ", manager, ": ", fields[0]);
      continue;
    }
    absl::StrAppend(&message, "conflicts with ", manager, ":");
    for (const std::string& field : fields) absl::StrAppend(&message, "\n- ", field);
  }
  return message;
}

}  // namespace weft::patch
