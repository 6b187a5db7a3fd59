// SPDX-License-Identifier: Apache-2.0
#include "engine/match/bytes.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/ascii.h"
#include "base/random.h"
#include "engine/match/exact_index.h"

namespace weft::engine {
namespace {

TEST(Bytes, EqualTextsOfEveryLengthAreEqualAndOneByteMakesADifference) {
  for (size_t size = 0; size <= 40; ++size) {
    const std::string text(size, 'x');
    EXPECT_TRUE(SameBytes(text, std::string(size, 'x')));
    EXPECT_FALSE(SameBytes(text, text + "x"));
    for (size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'y';
      EXPECT_FALSE(SameBytes(text, other)) << size << " " << at;
      EXPECT_NE(HashBytes(text), HashBytes(other)) << size << " " << at;
      other[at] = 'X';
      EXPECT_TRUE(SameFolded(text, other)) << size << " " << at;
    }
  }
}

TEST(Bytes, EveryByteFoldsAsAsciiDoes) {
  for (int byte = 0; byte < 256; ++byte) {
    const auto expected = static_cast<uint8_t>(absl::ascii_tolower(static_cast<unsigned char>(byte)));
    EXPECT_EQ(FoldWord(static_cast<uint8_t>(byte)), expected) << byte;
    const uint64_t spread = uint64_t{0x0101010101010101} * byte;
    EXPECT_EQ(FoldWord(spread), uint64_t{0x0101010101010101} * expected) << byte;
    EXPECT_EQ(FoldWord(static_cast<uint32_t>(spread)), uint32_t{0x01010101} * expected) << byte;
  }
}

TEST(Bytes, FoldingDoesNotTouchTheNeighbours) {
  Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    const uint64_t word = random.Next();
    uint64_t expected = 0;
    for (int at = 0; at < 64; at += 8) expected |= uint64_t{FoldWord(static_cast<uint8_t>(word >> at))} << at;
    ASSERT_EQ(FoldWord(word), expected) << std::hex << word;
  }
}

TEST(ExactIndex, FindsWhatWasPutInAndNothingElse) {
  std::vector<ExactIndex::Entry> entries;
  for (uint32_t i = 0; i < 5'000; ++i) entries.emplace_back("service-" + std::to_string(i * 2), i);
  const ExactIndex index(entries);
  for (uint32_t i = 0; i < 5'000; ++i) {
    ASSERT_EQ(index.Find("service-" + std::to_string(i * 2)), i);
    ASSERT_EQ(index.Find("service-" + std::to_string(i * 2 + 1)), ExactIndex::kNone);
  }
  EXPECT_EQ(ExactIndex().Find(""), ExactIndex::kNone);
}

TEST(ExactIndex, OfEqualKeysTheFirstCounts) { EXPECT_EQ(ExactIndex({{"a", 1}, {"a", 2}, {"", 3}}).Find("a"), 1u); }

}  // namespace
}  // namespace weft::engine
