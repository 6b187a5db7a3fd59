// SPDX-License-Identifier: Apache-2.0
#include "engine/match/exact_index.h"

#include <bit>

namespace weft::engine {

ExactIndex::ExactIndex(const std::vector<Entry>& entries) {
  if (entries.empty()) return;
  slots_.resize(std::bit_ceil(2 * entries.size()));
  mask_ = slots_.size() - 1;
  for (const auto& [key, value] : entries) {
    if (Find(key) != kNone) continue;
    const uint64_t hash = HashBytes(key);
    size_t at = hash & mask_;
    while (slots_[at].value != kNone) at = (at + 1) & mask_;
    slots_[at] = {Tag(hash), static_cast<uint32_t>(keys_.size()), static_cast<uint32_t>(key.size()), value};
    keys_ += key;
  }
}

}  // namespace weft::engine
