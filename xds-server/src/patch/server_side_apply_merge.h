// SPDX-License-Identifier: Apache-2.0
// The two steps of server-side apply that change the object: merging the configuration in, and removing what is given up.
#pragma once

#include "absl/status/status.h"
#include "patch/field_set.h"
#include "patch/patch_schema.h"

namespace weft::patch {

// InvalidArgument with the list's path when a map list or set of `applied` lacks keys or repeats them.
absl::Status CheckMergeLists(const Json& applied, const MergeSchema& schema);

// `live` with the fields of `applied`; null members of `applied` count as not given. Lists that merge keep the order of
// OrderItems(). `live` may be null.
Json MergeApplied(const Json& live, const Json& applied, const MergeSchema& schema);

// Removes the members of `given_up` that `owned` does not hold, and the maps and lists that this leaves empty.
void PruneFields(Json& object, const FieldSet& given_up, const FieldSet& owned, const MergeSchema& schema);

}  // namespace weft::patch
