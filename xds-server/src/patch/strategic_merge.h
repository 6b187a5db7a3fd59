// SPDX-License-Identifier: Apache-2.0
// Strategic merge patch: a merge patch that knows which lists merge by a key, and speaks in directives:
//
//   $patch: replace | delete | merge        of the map it stands in, or of the list item that holds the merge key
//   $retainKeys: [a, b]                     the map loses every other key
//   $deleteFromPrimitiveList/finalizers: [] removes values from a list of scalars
//   $setElementOrder/ports: [{port: 80}]    the order of the items; items it does not name keep their place among their
//   neighbours
//
// Semantics: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
#pragma once

#include "absl/status/statusor.h"
#include "patch/patch_schema.h"

namespace weft::patch {

// Thread-safe. InvalidArgument names the path of a malformed directive or of an item without its merge key.
absl::StatusOr<Json> ApplyStrategicMergePatch(const Json& document, const Json& patch, const MergeSchema& schema);

}  // namespace weft::patch
