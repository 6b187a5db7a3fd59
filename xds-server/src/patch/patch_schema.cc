// SPDX-License-Identifier: Apache-2.0
#include "patch/patch_schema.h"

#include <algorithm>

#include "manifest/object/group.h"

namespace weft::patch {
namespace {

ListRule OwnerReferencesRule() { return {.path = "metadata.ownerReferences", .keys = {"uid"}, .merge_key = "uid"}; }
ListRule FinalizersRule() { return {.path = "metadata.finalizers", .keys = {}, .merge_key = ""}; }
ListRule ConditionsRule() { return {.path = "status.conditions", .keys = {"type"}, .merge_key = "type"}; }

MergeSchema MetadataSchema() { return {.lists = {OwnerReferencesRule(), FinalizersRule()}, .atomic_maps = {}}; }

MergeSchema NamespaceSchema() {
  MergeSchema schema = MetadataSchema();
  schema.lists.push_back(ConditionsRule());
  return schema;
}

// The two ways to patch a Service see its ports differently: port and protocol together tell them apart, but strategic merge
// patch has room for one key only and takes the port.
MergeSchema ServiceSchema() {
  MergeSchema schema = NamespaceSchema();
  schema.lists.push_back(
      {.path = "spec.ports", .keys = {"port", "protocol"}, .key_defaults = {{"protocol", "TCP"}}, .merge_key = "port"});
  schema.atomic_maps = {"spec.selector"};
  return schema;
}

// Each condition of a status is owned by itself, so that several writers can have theirs.
MergeSchema NetworkingSchema() {
  MergeSchema schema = MetadataSchema();
  schema.lists.push_back(ConditionsRule());
  return schema;
}

MergeSchema ServiceEntrySchema() {
  MergeSchema schema = NetworkingSchema();
  schema.lists.push_back({.path = "spec.ports", .keys = {"name"}, .merge_key = "name"});
  return schema;
}

}  // namespace

const ListRule* MergeSchema::FindList(std::string_view path) const {
  auto it = std::find_if(lists.begin(), lists.end(), [&](const ListRule& rule) { return rule.path == path; });
  return it == lists.end() ? nullptr : &*it;
}

bool MergeSchema::IsAtomicMap(std::string_view path) const {
  return std::find(atomic_maps.begin(), atomic_maps.end(), path) != atomic_maps.end();
}

const MergeSchema& MergeSchemaOf(std::string_view group, std::string_view kind) {
  static const auto& metadata = *new MergeSchema(MetadataSchema());
  static const auto& name_space = *new MergeSchema(NamespaceSchema());
  static const auto& service = *new MergeSchema(ServiceSchema());
  static const auto& networking = *new MergeSchema(NetworkingSchema());
  static const auto& service_entry = *new MergeSchema(ServiceEntrySchema());
  if (group.empty() && kind == "Service") return service;
  if (group.empty() && kind == "Namespace") return name_space;
  if (group == manifest::kNetworkingGroup && kind == "ServiceEntry") return service_entry;
  if (group == manifest::kNetworkingGroup) return networking;
  return metadata;
}

bool HasStrategicMerge(std::string_view group) { return group.empty(); }

}  // namespace weft::patch
