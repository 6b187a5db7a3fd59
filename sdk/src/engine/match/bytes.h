// SPDX-License-Identifier: Apache-2.0
// Comparing and hashing short texts in line, eight bytes at a time: names, labels and values of a request are mostly shorter
// than what the call of a library function costs.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace weft::engine {

template <typename Word>
inline Word LoadWord(const char* bytes) {
  Word word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

// Whether `size` bytes at `a` and `b` are equal after `map` was applied to `a`, in whole words. The last words overlap the ones
// before, so that no byte beyond the texts is read. `map` takes and gives uint64_t, uint32_t or uint8_t.
template <typename Map>
inline bool SameMapped(const char* a, const char* b, size_t size, Map map) {
  if (size >= 8) {
    for (size_t at = 0; at + 8 < size; at += 8) {
      if (map(LoadWord<uint64_t>(a + at)) != LoadWord<uint64_t>(b + at)) return false;
    }
    return map(LoadWord<uint64_t>(a + size - 8)) == LoadWord<uint64_t>(b + size - 8);
  }
  if (size >= 4) {
    return map(LoadWord<uint32_t>(a)) == LoadWord<uint32_t>(b) &&
           map(LoadWord<uint32_t>(a + size - 4)) == LoadWord<uint32_t>(b + size - 4);
  }
  for (size_t at = 0; at < size; ++at) {
    if (map(LoadWord<uint8_t>(a + at)) != LoadWord<uint8_t>(b + at)) return false;
  }
  return true;
}

inline bool SameBytes(const char* a, const char* b, size_t size) {
  return SameMapped(a, b, size, [](auto word) { return word; });
}
inline bool SameBytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && SameBytes(a.data(), b.data(), a.size());
}

// Every byte of a word in ASCII lower case. A byte is a capital when adding to its low seven bits what A lacks to 128 carries
// into the top bit, and adding what Z + 1 lacks does not; bytes from 128 on are none. The sums never carry into the next byte.
template <typename Word>
inline Word FoldWord(Word word) {
  constexpr auto kOnes = static_cast<Word>(0x0101010101010101u);
  constexpr auto kTops = static_cast<Word>(kOnes << 7);
  const auto low = static_cast<Word>(word & ~kTops);
  const auto from_a = static_cast<Word>(low + kOnes * (128 - 'A'));
  const auto beyond_z = static_cast<Word>(low + kOnes * (127 - 'Z'));
  const auto capital = static_cast<Word>((from_a ^ beyond_z) & ~word & kTops);
  return static_cast<Word>(word | (capital >> 2));
}

// Kept out of line: in the loops that look for a name, most differ by their size, and the constants above need many
// registers.
[[gnu::noinline]] inline bool SameFoldedBytes(const std::string_view& lower, const std::string_view& text) {
  return SameMapped(text.data(), lower.data(), text.size(), [](auto word) { return FoldWord(word); });
}

// `lower` is lower case already.
inline bool SameFolded(const std::string_view& lower, const std::string_view& text) {
  return lower.size() == text.size() && SameFoldedBytes(lower, text);
}

// Spreads a text over 64 bits: multiply and fold, sixteen bytes a step. For tables whose keys come from the configuration.
inline uint64_t HashBytes(std::string_view text) {
  constexpr uint64_t kA = 0x9e3779b97f4a7c15, kB = 0xe7037ed1a0b428db;
  const auto mix = [](uint64_t a, uint64_t b) {
    const __uint128_t product = static_cast<__uint128_t>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  };
  const char* bytes = text.data();
  const size_t size = text.size();
  uint64_t hash = kA ^ size;
  if (size >= 16) {
    for (size_t at = 0; at + 16 < size; at += 16) {
      hash = mix(LoadWord<uint64_t>(bytes + at) ^ kA, LoadWord<uint64_t>(bytes + at + 8) ^ hash);
    }
    return mix(LoadWord<uint64_t>(bytes + size - 16) ^ kB, LoadWord<uint64_t>(bytes + size - 8) ^ hash);
  }
  if (size >= 8) return mix(LoadWord<uint64_t>(bytes) ^ kB, LoadWord<uint64_t>(bytes + size - 8) ^ hash);
  if (size >= 4) return mix(LoadWord<uint32_t>(bytes) ^ kB, LoadWord<uint32_t>(bytes + size - 4) ^ hash);
  uint64_t word = 0;
  for (size_t at = 0; at < size; ++at) word = word << 8 | static_cast<uint8_t>(bytes[at]);
  return mix(word ^ kB, hash);
}

}  // namespace weft::engine
