// SPDX-License-Identifier: Apache-2.0
#include "registry/services/label_index.h"

#include <random>

#include "gmock/gmock.h"

namespace weft::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Labels RandomLabels(std::mt19937& random, size_t most) {
  Labels labels;
  for (size_t i = random() % (most + 1); i > 0; --i) {
    labels["k" + std::to_string(random() % 3)] = "v" + std::to_string(random() % 3);
  }
  return labels;
}

TEST(LabelIndex, AnEmptySelectorSelectsAll) {
  const Labels labels = {{"app", "a"}};
  const Labels none;
  LabelIndex<int, int> index;
  index.Add(2, labels, 20);
  index.Add(1, none, 10);
  EXPECT_THAT(index.Select({}), ElementsAre(10, 20));
  EXPECT_THAT(index.Select({{"app", "a"}}), ElementsAre(20));
  EXPECT_THAT(index.Select({{"app", "b"}}), IsEmpty());
}

TEST(LabelIndex, SelectsWhatALookAtEverybodyWouldSelect) {
  std::mt19937 random(3);
  std::map<int, Labels> model;
  LabelIndex<int, int> index;
  for (int step = 0; step < 3'000; ++step) {
    const int id = static_cast<int>(random() % 40);
    if (auto held = model.find(id); held != model.end()) {
      index.Remove(id, held->second);
      model.erase(held);
    } else {
      const Labels& labels = model[id] = RandomLabels(random, 4);
      index.Add(id, labels, id);
    }
    const Labels selector = RandomLabels(random, 3);
    std::vector<int> expected;
    for (const auto& [other, labels] : model) {
      if (manifest::Selects(selector, labels)) expected.push_back(other);
    }
    ASSERT_EQ(index.Select(selector), expected) << "after step " << step;
  }
}

TEST(SelectorIndex, FindsTheSelectorsThatALookAtAllWouldFind) {
  std::mt19937 random(4);
  std::map<int, Labels> model;
  SelectorIndex<int> index;
  for (int step = 0; step < 3'000; ++step) {
    const int id = static_cast<int>(random() % 40);
    if (model.erase(id) > 0) {
      index.Remove(id);
    } else {
      index.Add(id, model[id] = RandomLabels(random, 3));
    }
    const Labels labels = RandomLabels(random, 4);
    std::set<int> expected, found;
    for (const auto& [other, selector] : model) {
      if (manifest::Selects(selector, labels)) expected.insert(other);
    }
    index.VisitSelecting(labels, [&](int other) { EXPECT_TRUE(found.insert(other).second) << "visited twice"; });
    ASSERT_EQ(found, expected) << "after step " << step;
  }
}

}  // namespace
}  // namespace weft::registry
