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

// `lower` is lower case already.
inline bool SameFolded(std::string_view lower, std::string_view text) {
  if (lower.size() != text.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (absl::ascii_tolower(text[i]) != lower[i]) return false;
  }
  return true;
}

}  // namespace weft::engine
