// SPDX-License-Identifier: Apache-2.0
// The patches by which clients change an object. Pure functions on JSON, thread-safe; nothing here knows of HTTP or the store.
//
// Errors: InvalidArgument, the patch itself is malformed; FailedPrecondition, it is well formed but does not fit the object (a
// failed `test`, a path that is not there); ResourceExhausted, it is larger than the limits below. Each message names the
// place.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "patch/patch_schema.h"

namespace weft::patch {

// What a body may nest. Copying, comparing and printing JSON recurse, so the bound also keeps the stack small.
inline constexpr size_t kMaxJsonDepth = 128;

enum class PatchType { kJson, kMerge, kStrategicMerge, kApply };

// By the request's Content-Type, parameters such as charset aside; nothing when it is no patch type.
std::optional<PatchType> PatchTypeOf(std::string_view content_type);

// True when objects and arrays nest more than `limit` levels; a scalar has none. Looks no deeper than that.
bool DeeperThan(const Json& json, size_t limit);

// Applies a JSON, merge or strategic merge patch and returns the new object. kApply needs a manager and is an InvalidArgument
// here: see server_side_apply.h. `patch` must not be deeper than kMaxJsonDepth (InvalidArgument).
absl::StatusOr<Json> ApplyPatch(PatchType type, const Json& object, const Json& patch, const MergeSchema& schema);

}  // namespace weft::patch
