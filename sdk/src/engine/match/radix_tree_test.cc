// SPDX-License-Identifier: Apache-2.0
#include "engine/match/radix_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"

namespace weft::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::vector<std::pair<size_t, uint32_t>> Visits(const RadixTree& tree, std::string_view text) {
  std::vector<std::pair<size_t, uint32_t>> visits;
  tree.Walk(text, [&](size_t depth, uint32_t value) { visits.emplace_back(depth, value); });
  return visits;
}

TEST(RadixTree, FindsEveryKeyThatTheTextBeginsWithShortestFirst) {
  const RadixTree tree({{"/", 0}, {"/reviews", 1}, {"/re", 2}, {"/reviews/0", 3}, {"/ratings", 4}});
  EXPECT_THAT(Visits(tree, "/reviews/0/x"), ElementsAre(Pair(1, 0), Pair(3, 2), Pair(8, 1), Pair(10, 3)));
  EXPECT_THAT(Visits(tree, "/reviewX"), ElementsAre(Pair(1, 0), Pair(3, 2)));
  EXPECT_THAT(Visits(tree, "/ratings"), ElementsAre(Pair(1, 0), Pair(8, 4)));
  EXPECT_THAT(Visits(tree, "reviews"), IsEmpty());
}

TEST(RadixTree, TheEmptyKeyIsInEveryText) {
  const RadixTree tree({{"", 7}, {"a", 8}});
  EXPECT_THAT(Visits(tree, ""), ElementsAre(Pair(0, 7)));
  EXPECT_THAT(Visits(tree, "b"), ElementsAre(Pair(0, 7)));
}

TEST(RadixTree, AnEmptyTreeFindsNothing) { EXPECT_THAT(Visits(RadixTree(), "/"), IsEmpty()); }

TEST(RadixTree, OfEqualKeysTheFirstCounts) {
  const RadixTree tree({{"/a", 1}, {"/a", 2}});
  EXPECT_THAT(Visits(tree, "/a"), ElementsAre(Pair(2, 1)));
}

TEST(RadixTree, KeysMayHoldAnyByte) {
  const std::string high("\xff\x00\x80", 3);
  const RadixTree tree({{high, 1}, {high.substr(0, 1), 2}});
  EXPECT_THAT(Visits(tree, high), ElementsAre(Pair(1, 2), Pair(3, 1)));
}

TEST(RadixTree, AgreesWithComparingEveryKey) {
  Random random(3);
  const auto text = [&] {
    std::string bytes;
    for (uint32_t n = random.Below(24); n > 0; --n) bytes.push_back("ab/"[random.Below(3)]);
    return bytes;
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<RadixTree::Entry> entries;
    for (uint32_t i = 0; i < 60; ++i) entries.emplace_back(text(), i);
    const RadixTree tree(entries);
    for (int probe = 0; probe < 50; ++probe) {
      const std::string path = text() + text();
      std::map<size_t, uint32_t> expected;
      for (const auto& [key, value] : entries) {
        if (path.starts_with(key)) expected.try_emplace(key.size(), value);
      }
      const auto visits = Visits(tree, path);
      ASSERT_THAT(visits, ::testing::ElementsAreArray(expected.begin(), expected.end())) << path;
    }
  }
}

}  // namespace
}  // namespace weft::engine
