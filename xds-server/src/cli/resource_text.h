// SPDX-License-Identifier: Apache-2.0
// xDS resources as text: the JSON form of their messages, with the published field names, the type under "@type" and the fields
// in the order of their names.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client_resources.h"

namespace weft {

// One document each, under a comment that says what it is.
absl::StatusOr<std::string> ResourcesAsYaml(const std::vector<NamedResource>& resources);

// One list.
absl::StatusOr<std::string> ResourcesAsJson(const std::vector<NamedResource>& resources);

}  // namespace weft
