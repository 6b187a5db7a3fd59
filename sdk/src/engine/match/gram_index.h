// SPDX-License-Identifier: Apache-2.0
// Finds which of many short texts occur anywhere in another, in one pass with a few instructions a byte.
//
// Each text is known by one gram of it: two, four or eight bytes in a row. At every place of the text that is searched, the
// word that stands there is hashed and looked up; a filter of one bit for each of many hashes, small enough for the first-level
// cache, turns nearly all of them away. A hit means that the gram is there, not the whole text: the caller must compare the
// text.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/match/bytes.h"

namespace weft::engine {

// Grams of one size, as words. Immutable after construction, thread-safe.
template <typename Word>
class GramIndex {
 public:
  using Entry = std::pair<Word, uint32_t>;  // a gram and its value, which is not kNone
  static constexpr uint32_t kNone = UINT32_MAX;

  GramIndex() = default;
  // No gram may stand there twice.
  explicit GramIndex(const std::vector<Entry>& entries) {
    if (entries.empty()) return;
    while ((size_t{1} << bits_) < 2 * entries.size()) ++bits_;
    slots_.resize(size_t{1} << bits_);
    filter_.resize((size_t{1} << (bits_ + kFilterBits)) / 64);
    for (const auto& [gram, value] : entries) {
      const uint64_t bit = Hash(gram) >> (64 - bits_ - kFilterBits);
      filter_[bit / 64] |= uint64_t{1} << (bit % 64);
      size_t at = Hash(gram) >> (64 - bits_);
      while (slots_[at].value != kNone) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = {gram, value};
    }
  }

  // Calls visit(value) for every place of `text` where a gram stands.
  template <typename Visit>
  void ForEach(std::string_view text, Visit&& visit) const {
    if (slots_.empty() || text.size() < sizeof(Word)) return;
    const uint64_t* const filter = filter_.data();
    const int shift = 64 - bits_ - kFilterBits;
    const char* const last = text.data() + text.size() - sizeof(Word);
    for (const char* at = text.data(); at <= last; ++at) {
      const Word word = LoadWord<Word>(at);
      const uint64_t bit = Hash(word) >> shift;
      if ((filter[bit / 64] >> (bit % 64) & 1) == 0) continue;
      if (const uint32_t value = Find(word); value != kNone) visit(value);
    }
  }

 private:
  struct Slot {
    Word gram = 0;
    uint32_t value = kNone;  // kNone: free
  };
  static constexpr int kFilterBits = 4;  // bits of the filter for each slot, as a power of two

  // Multiplicative: the upper bits of the product depend on all of the word.
  static uint64_t Hash(Word word) { return word * uint64_t{0x9e3779b97f4a7c15}; }
  [[gnu::noinline]] uint32_t Find(Word word) const {
    for (size_t at = Hash(word) >> (64 - bits_); slots_[at].value != kNone; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].gram == word) return slots_[at].value;
    }
    return kNone;
  }

  int bits_ = 2;  // 2^bits_ slots, at least 4: the filter is made of whole words
  std::vector<Slot> slots_;
  std::vector<uint64_t> filter_;
};

}  // namespace weft::engine
