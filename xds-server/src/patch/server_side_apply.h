// SPDX-License-Identifier: Apache-2.0
// Server-side apply: the client sends what it wants, the server merges it and keeps book of who owns which field.
//
//   1. The fields of the applied configuration are the manager's new set.
//   2. Configuration and live object are merged; fields that the manager applied before, applies no longer and nobody else owns
//      are removed.
//   3. A field that changes by this and that another manager owns is a conflict. With `force` the other manager loses it.
//   4. An object equal to the live one keeps all its times, so that applying twice writes nothing.
//
// Manager `kubectl` is special, as that tool keeps its last configuration in an annotation when it applies on the client's
// side: fields that still are as the annotation says do not conflict, and the annotation, where present, is refreshed.
// Semantics: https://kubernetes.io/docs/reference/using-api/server-side-apply/
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "patch/managed_fields.h"

namespace weft::patch {

struct FieldConflict {
  std::string manager;  // `"kubectl"`, or `"editor" using networking.istio.io/v1 at 2024-05-01T10:00:00Z` for an updater
  std::string field;    // ".spec.http"
  std::string message;  // `conflict with "kubectl"`: of the cause FieldManagerConflict

  bool operator==(const FieldConflict&) const = default;
};

struct ApplyOutcome {
  Json object;                           // what to store; null when there are conflicts
  std::vector<FieldConflict> conflicts;  // by manager, then field
};

// `live` is null when the object does not exist yet. `applied` holds apiVersion, kind, metadata.name and the fields wanted;
// what the request's subresource does not write (status) has been dropped from it by the caller. The new object keeps what the
// server wrote into live's metadata (uid, resourceVersion, ...). Thread-safe. InvalidArgument: `applied` is no object, carries
// managedFields, or a map list in it lacks keys or repeats them.
absl::StatusOr<ApplyOutcome> ServerSideApply(const Json& live, const Json& applied, const FieldManager& manager, bool force,
                                             const MergeSchema& schema);

// The message of the 409: `Apply failed with 1 conflict: conflict with "kubectl": .spec.http`.
std::string ConflictMessage(const std::vector<FieldConflict>& conflicts);

}  // namespace weft::patch
