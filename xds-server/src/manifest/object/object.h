// SPDX-License-Identifier: Apache-2.0
// A manifest as JSON, and the few places in it that every kind shares.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "nlohmann/json.hpp"

namespace weft::manifest {

using Json = nlohmann::json;
using Labels = std::map<std::string, std::string>;

// metadata, parsed. `created` is Unix seconds; ties in age are broken by name, then namespace (Istio's order).
struct Meta {
  std::string name;
  std::string ns;
  std::string uid;
  Labels labels;
  Labels annotations;
  int64_t created = 0;
  uint64_t resource_version = 0;
  int64_t generation = 0;
};

// Reads metadata of a stored (so: valid) object; what is missing stays empty.
Meta ParseMeta(const Json& object);

// True when `labels` holds every pair of `selector`. An empty selector matches everything.
bool Selects(const Labels& selector, const Labels& labels);

// What is wrong with one field. `reason` is a Kubernetes cause: FieldValueInvalid, FieldValueRequired, FieldValueNotSupported,
// FieldValueTypeInvalid, FieldValueForbidden, FieldValueTooLong, FieldValueDuplicate.
struct Problem {
  std::string field;  // "spec.http[0].route[0].weight"
  std::string reason;
  std::string message;  // names the bad value and what would be right
};

// The outcome of checking one object. Problems refuse it; warnings are shown and it is accepted.
struct Report {
  std::vector<Problem> problems;
  std::vector<std::string> warnings;
  bool ok() const { return problems.empty(); }
};

}  // namespace weft::manifest
