// SPDX-License-Identifier: Apache-2.0
// Errors that carry the path of their field, put together on the way up or given as a whole.
#pragma once

#include "absl/status/status.h"
#include "base/strings.h"

namespace weft {

// A message that ends a path: `.value: <what is wrong>`.
template <typename... Parts>
absl::Status FieldError(const Parts&... parts) {
  return absl::InvalidArgumentError(StrCat(": ", parts...));
}

// An error of a field whose whole path is at hand: `routes[2].match.safe_regex: <what is wrong>`.
template <typename... Parts>
absl::Status FieldErrorAt(std::string_view path, const Parts&... parts) {
  return absl::InvalidArgumentError(StrCat(path, ": ", parts...));
}

// Puts a step of the path in front: Within(Status(".value: x"), ".path") is ".path.value: x". OK stays OK.
template <typename... Parts>
absl::Status Within(const absl::Status& status, const Parts&... parts) {
  return status.ok() ? status : absl::Status(status.code(), StrCat(parts..., status.message()));
}

}  // namespace weft
