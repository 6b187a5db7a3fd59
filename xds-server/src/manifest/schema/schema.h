// SPDX-License-Identifier: Apache-2.0
// The schemas of all kinds, read from schema/*.yaml (schema/common.yaml explains their shorthand) into plain OpenAPI v3.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "manifest/object/kind.h"

namespace weft::manifest {

// The schema of a whole object of this kind, all references expanded. An error is a mistake in the embedded files.
absl::StatusOr<Json> ExpandSchema(std::string_view kind);

// The part of a check that needs the schema alone. Problems and warnings go to `report`; unknown fields are removed from
// `object` unless they are refused.
void CheckUnknownFields(const Json& schema, Json& object, UnknownFields unknown_fields, Report& report);
void CheckSchema(const Json& schema, const Json& object, Report& report);

}  // namespace weft::manifest
