// SPDX-License-Identifier: Apache-2.0
// YAML as it may arrive from anywhere: several documents, no tags, no merge keys, no duplicate keys, bounded aliases, depth and
// size.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object/object.h"

namespace weft::manifest {

struct Document {
  Json json;
  int line = 1;  // of the document's first line in the file
};

// The documents of a file in order; empty ones are left out; JSON is YAML too. An error names the line, the column and what is
// wrong. Scalars follow YAML 1.1 as kubectl reads them: plain true/false/null/numbers are typed, quoted ones are strings.
absl::StatusOr<std::vector<Document>> ParseYaml(std::string_view text);

// The line of a field ("spec.http[0].route", as in Problem::field) of one of the documents that ParseYaml(text) gave; of its
// nearest parent that is written there when the field itself is not.
int LineOfField(std::string_view text, const Document& document, std::string_view field);

// Block style, keys in Kubernetes order (apiVersion, kind, metadata, spec, status first), strings quoted only where needed.
std::string ToYaml(const Json& json);

}  // namespace weft::manifest
