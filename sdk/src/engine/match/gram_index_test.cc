// SPDX-License-Identifier: Apache-2.0
#include "engine/match/gram_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/random.h"

namespace weft::engine {
namespace {

template <typename Word>
std::vector<uint32_t> Hits(const GramIndex<Word>& index, std::string_view text) {
  std::vector<uint32_t> hits;
  index.ForEach(text, [&](uint32_t value) { hits.push_back(value); });
  return hits;
}

TEST(GramIndex, FindsGramsWhereverTheyStand) {
  const GramIndex<uint32_t> index({{LoadWord<uint32_t>("abcd"), 1}, {LoadWord<uint32_t>("cdef"), 2}});
  EXPECT_THAT(Hits(index, "abcdef"), ::testing::ElementsAre(1, 2));
  EXPECT_THAT(Hits(index, "xabcd"), ::testing::ElementsAre(1));
  EXPECT_THAT(Hits(index, "abcdabcd"), ::testing::ElementsAre(1, 1));
  EXPECT_THAT(Hits(index, "bcde"), ::testing::IsEmpty());
  EXPECT_THAT(Hits(index, "abc"), ::testing::IsEmpty());
  EXPECT_THAT(Hits(index, ""), ::testing::IsEmpty());
}

TEST(GramIndex, AnEmptyOneFindsNothing) {
  EXPECT_THAT(Hits(GramIndex<uint64_t>(), "some text"), ::testing::IsEmpty());
  EXPECT_THAT(Hits(GramIndex<uint64_t>(std::vector<GramIndex<uint64_t>::Entry>()), "some text"), ::testing::IsEmpty());
}

TEST(GramIndex, AgreesWithASearch) {
  Random random(3);
  for (int round = 0; round < 200; ++round) {
    std::set<std::string> grams;
    for (uint32_t n = 1 + random.Below(300); n > 0; --n)
      grams.insert({static_cast<char>(random.Below(64)), static_cast<char>(random.Below(8))});
    std::vector<GramIndex<uint16_t>::Entry> entries;
    for (const std::string& gram : grams)
      entries.emplace_back(LoadWord<uint16_t>(gram.data()), static_cast<uint32_t>(entries.size()));
    std::string text;
    for (uint32_t n = random.Below(60); n > 0; --n) text += static_cast<char>(random.Below(64));
    std::vector<uint32_t> expected;
    for (size_t at = 0; at + 2 <= text.size(); ++at) {
      const auto found = grams.find(text.substr(at, 2));
      if (found != grams.end()) expected.push_back(static_cast<uint32_t>(std::distance(grams.begin(), found)));
    }
    EXPECT_EQ(Hits(GramIndex<uint16_t>(entries), text), expected);
  }
}

}  // namespace
}  // namespace weft::engine
