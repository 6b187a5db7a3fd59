// SPDX-License-Identifier: Apache-2.0
// Lower case without the heap: for texts of a request that are compared without regard to ASCII letter case.
#pragma once

#include <algorithm>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/strings/ascii.h"

namespace weft::engine {

// A lower-case copy of a text; on the stack up to 512 bytes.
class FoldedText {
 public:
  explicit FoldedText(std::string_view text) : bytes_(text.size()) {
    std::transform(text.begin(), text.end(), bytes_.begin(), absl::ascii_tolower);
  }
  std::string_view view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  absl::InlinedVector<char, 512> bytes_;
};

}  // namespace weft::engine
