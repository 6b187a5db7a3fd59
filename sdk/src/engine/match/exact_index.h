// SPDX-License-Identifier: Apache-2.0
// Finds a value by its exact key: a flat hash table that is built once and then only read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/match/bytes.h"

namespace weft::engine {

// Immutable after construction, thread-safe. Open addressing, at most half full, keys in one block.
class ExactIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  using Entry = std::pair<std::string, uint32_t>;  // a key and its value, which is not kNone

  ExactIndex() = default;
  // Of equal keys the first counts.
  explicit ExactIndex(const std::vector<Entry>& entries);

  [[gnu::always_inline]] uint32_t Find(std::string_view key) const {
    if (slots_.empty()) return kNone;
    const uint64_t hash = HashBytes(key);
    for (size_t at = hash & mask_;; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.value == kNone) return kNone;
      if (slot.tag == Tag(hash) && SameBytes(KeyOf(slot), key)) return slot.value;
    }
  }

 private:
  struct Slot {
    uint32_t tag = 0;  // of the hash; most other keys differ in it
    uint32_t key = 0;
    uint32_t key_size = 0;
    uint32_t value = kNone;  // kNone: free
  };

  static uint32_t Tag(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }
  std::string_view KeyOf(const Slot& slot) const { return {keys_.data() + slot.key, slot.key_size}; }

  uint64_t mask_ = 0;
  std::vector<Slot> slots_;
  std::string keys_;
};

}  // namespace weft::engine
