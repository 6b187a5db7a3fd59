// SPDX-License-Identifier: Apache-2.0
// JSON Merge Patch, RFC 7386: members merge, null removes, everything else replaces.
#pragma once

#include "manifest/object/object.h"

namespace weft::patch {

using manifest::Json;

// Thread-safe; total. The result nests no deeper than the deeper of the two.
Json ApplyMergePatch(Json document, const Json& patch);

}  // namespace weft::patch
