// SPDX-License-Identifier: Apache-2.0
// The wordings of problems, one function per Kubernetes cause, so that all of them read alike:
//   spec.http[0].route[1].weight: Invalid value: -1: must be 0 or more
// `right` says what would be right.
#pragma once

#include <string_view>
#include <vector>

#include "manifest/object/field.h"
#include "manifest/object/object.h"

namespace weft::manifest {

void Invalid(Report& report, const Field& field, std::string_view right);
void Required(Report& report, const Field& field, std::string_view right = "");
void Forbidden(Report& report, const Field& field, std::string_view right);
void Duplicate(Report& report, const Field& field, std::string_view right = "");
void TooLong(Report& report, const Field& field, std::string_view right);
void NotSupported(Report& report, const Field& field, const std::vector<std::string>& supported);

// Accepted, with a word to the operator: "spec.http[0].mirror: ...".
void Warn(Report& report, const Field& field, std::string_view text);

// The value for a message: compact JSON, cut when it is long.
std::string Quoted(const Json& value);

}  // namespace weft::manifest
