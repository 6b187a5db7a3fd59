// SPDX-License-Identifier: Apache-2.0
// What a plain (unquoted) YAML scalar means.
#pragma once

#include <optional>
#include <string_view>

#include "manifest/object/object.h"

namespace weft::manifest {

// null, true, a number, or the text itself, as kubectl reads it: numbers may be hexadecimal, octal or binary and hold
// underscores; yes, no, on and off are text. Nothing for infinities and not-a-number, which JSON cannot say.
std::optional<Json> PlainScalar(std::string_view text);

}  // namespace weft::manifest
