// SPDX-License-Identifier: Apache-2.0
// metadata.managedFields: which manager wrote which field, so that appliers can see each other.
//
// An entry is one manager's: {manager, operation: Apply|Update, apiVersion, time, fieldsType: FieldsV1, fieldsV1, subresource}.
// Appliers are one manager over all API versions; updaters are one per version. The fields every object must have (kind,
// apiVersion, metadata.name and what the server itself writes into metadata) belong to nobody.
#pragma once

#include <string>
#include <vector>

#include "patch/field_set.h"
#include "patch/patch_schema.h"

namespace weft::patch {

// Who writes, in which request.
struct FieldManager {
  std::string name;         // the request's fieldManager, or what the User-Agent says before its first '/'
  std::string api_version;  // "networking.istio.io/v1", of the request's URL
  std::string subresource;  // "" or "status"
  std::string time;         // now, RFC 3339 in UTC to the second: "2024-05-01T10:00:00Z"
};

struct ManagedEntry {
  FieldManager manager;
  bool applied = false;  // operation Apply; else Update
  FieldSet fields;

  // The same owner: appliers regardless of their API version.
  bool SameOwner(const ManagedEntry& other) const;
};

// The entries of metadata.managedFields; none when the field is missing or not well formed, as then nobody can own anything.
std::vector<ManagedEntry> ReadManagedFields(const Json& object);

// Writes metadata.managedFields: appliers first, then by time; entries without fields left out, the oldest updaters beyond ten
// folded into one entry `ancient-changes`. With no entry the field is removed.
void WriteManagedFields(Json& object, std::vector<ManagedEntry> entries);

// What a write other than an apply changed, from `before` (null for a creation) to `after`, becomes `manager`'s, and whoever
// owned it before loses it. Call it last, on what is about to be stored; it sets after.metadata.managedFields:
// - a list in `after` that is well formed and differs from before's replaces it (kubectl's migration does that), [{}] resets
// it;
// - a missing, empty or malformed list keeps before's. On a subresource before's is always kept.
void RecordUpdate(const Json& before, Json& after, const FieldManager& manager, const MergeSchema& schema);

}  // namespace weft::patch
