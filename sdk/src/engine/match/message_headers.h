// SPDX-License-Identifier: Apache-2.0
// The headers of a message as they stand after some changes, looked at without making them.
#pragma once

#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "weft/request.h"

namespace weft::engine {

// Views: valid as long as what they look at.
struct MessageHeaders {
  absl::Span<const HeaderRef> original;
  absl::Span<const HeaderChange> changes = {};  // in order

  // The value of the first header of this name, which is lower case.
  std::optional<std::string_view> First(std::string_view name) const;
  bool Has(std::string_view name) const { return First(name).has_value(); }
};

}  // namespace weft::engine
