// SPDX-License-Identifier: Apache-2.0
// JSON Patch, RFC 6902: a list of add, remove, replace, move, copy and test operations, all or nothing.
#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "manifest/object/object.h"

namespace weft::patch {

using manifest::Json;

// `copy` can double a document with every operation, so what all copies of one patch add together is bounded, as text.
struct JsonPatchLimits {
  size_t operations = 10'000;
  size_t copied_bytes = 3u << 20;
};

// Thread-safe. Errors as in patch.h; each names the operation's index and its path: `operation 2 (remove "/spec/x"): ...`.
absl::StatusOr<Json> ApplyJsonPatch(const Json& document, const Json& patch, const JsonPatchLimits& limits = {});

}  // namespace weft::patch
