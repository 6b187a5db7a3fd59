// SPDX-License-Identifier: Apache-2.0
// Draws an index by weight in constant time, however many there are.
//
// The alias method (Walker 1974, built as Vose 1991): n columns of equal width, each shared by at most two indices; a draw
// picks a column and a height. Equal weights need no table at all.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "base/random.h"

namespace weft::engine {

// Immutable after construction, thread-safe. Weights of 0 are never drawn, unless all are 0: then all count alike.
class WeightedChoice {
 public:
  WeightedChoice() = default;
  explicit WeightedChoice(absl::Span<const uint32_t> weights);

  size_t size() const { return size_; }
  bool uniform() const { return columns_.empty(); }

  // An index below size(), which must not be 0. One draw of `random`: the upper half chooses the column, the lower the height.
  uint32_t Draw(Random& random) const {
    const uint64_t bits = random.Next();
    const auto column = static_cast<uint32_t>(((bits >> 32) * size_) >> 32);
    if (columns_.empty()) return column;
    return static_cast<uint32_t>(bits) < columns_[column].height ? column : columns_[column].alias;
  }

 private:
  struct Column {
    uint32_t height;  // of 2^32: below it stands the index itself, from it on the alias
    uint32_t alias;
  };

  uint32_t size_ = 0;
  std::vector<Column> columns_;
};

}  // namespace weft::engine
