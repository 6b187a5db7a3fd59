// SPDX-License-Identifier: Apache-2.0
// Errors that carry the path of the field they speak of, put together on the way up.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace weft {

// A message that ends a path: `.value: <what is wrong>`.
template <typename... Parts>
absl::Status FieldError(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(": ", parts...));
}

// Puts a step of the path in front: Within(Status(".value: x"), ".path") is ".path.value: x". OK stays OK.
template <typename... Parts>
absl::Status Within(const absl::Status& status, const Parts&... parts) {
  return status.ok() ? status : absl::Status(status.code(), absl::StrCat(parts..., status.message()));
}

}  // namespace weft
