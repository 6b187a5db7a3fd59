// SPDX-License-Identifier: Apache-2.0
#include "base/containers/persistent_map.h"

#include <map>
#include <random>
#include <string>
#include <thread>

#include "gmock/gmock.h"

namespace weft {
namespace {

using Map = PersistentMap<int, std::string>;
using Model = std::map<int, std::string>;

Model Copied(const Map& map) { return {map.begin(), map.end()}; }

TEST(PersistentMap, IsEmptyAtFirst) {
  const Map map;
  EXPECT_TRUE(map.empty());
  EXPECT_TRUE(map.begin() == map.end());
  EXPECT_TRUE(map.find(1) == map.end());
  EXPECT_EQ(map.Find(1), nullptr);
}

TEST(PersistentMap, ACopyDoesNotSeeLaterChanges) {
  Map map;
  map.Put(1, "one");
  map.Put(2, "two");
  const Map copy = map;
  map.Put(1, "other");
  map.Erase(2);
  map.Edit(3, [](std::string& value) {
    value = "three";
    return true;
  });
  EXPECT_EQ(Copied(copy), (Model{{1, "one"}, {2, "two"}}));
  EXPECT_EQ(Copied(map), (Model{{1, "other"}, {3, "three"}}));
}

TEST(PersistentMap, AReferenceLivesAsLongAsSomeMapHasTheEntry) {
  Map map;
  for (int i = 0; i < 100; ++i) map.Put(i, std::to_string(i));
  const std::string* value = map.Find(50);
  for (int i = 0; i < 50; ++i) map.Erase(i);
  const Map copy = map;
  map.clear();
  EXPECT_EQ(copy.Find(50), value);
  EXPECT_EQ(*value, "50");
}

TEST(PersistentMap, EditLeavesOutWhatHasEnded) {
  Map map;
  map.Edit(1, [](std::string&) { return false; });
  EXPECT_TRUE(map.empty());
  map.Put(1, "one");
  map.Edit(1, [](std::string&) { return false; });
  EXPECT_TRUE(map.empty());
}

TEST(PersistentMap, IsSearchedWithOtherTypesThanItsKeys) {
  PersistentMap<std::string, int> map;
  map.Put("b", 1);
  EXPECT_EQ(map.lower_bound(std::string_view("a"))->second, 1);
  EXPECT_TRUE(map.find(std::string_view("c")) == map.end());
  EXPECT_TRUE(map.contains(std::string_view("b")));
}

// One change at random, made to both.
void ChangeBoth(std::mt19937& random, Map& map, Model& model) {
  const int key = static_cast<int>(random() % 400);
  const std::string value = std::to_string(random() % 1000);
  switch (random() % 4) {
    case 0:
      EXPECT_EQ(map.Erase(key), model.erase(key) > 0);
      break;
    case 1:
      map.Edit(key, [&](std::string& held) {
        held += value;
        return held.size() < 12;
      });
      if ((model[key] += value).size() >= 12) model.erase(key);
      break;
    default:
      EXPECT_EQ(map.Put(key, value), !model.contains(key));
      model[key] = value;
  }
}

TEST(PersistentMap, IsAtEveryMomentWhatAStdMapWouldBe) {
  std::mt19937 random(11);
  Map map;
  Model model;
  std::vector<std::pair<Map, Model>> kept;
  for (int step = 0; step < 20'000; ++step) {
    ChangeBoth(random, map, model);
    ASSERT_EQ(map.size(), model.size());
    const int key = static_cast<int>(random() % 400);
    const auto below = model.lower_bound(key);
    ASSERT_EQ(map.lower_bound(key) == map.end(), below == model.end());
    if (below != model.end()) {
      ASSERT_EQ(*map.lower_bound(key), *below);
    }
    ASSERT_EQ(map.contains(key), model.contains(key));
    if (random() % 16 == 0) kept.emplace_back(map, model);
    if (kept.size() > 20) kept.erase(kept.begin() + static_cast<long>(random() % kept.size()));
    if (step % 100 != 0) continue;
    ASSERT_EQ(Copied(map), model) << "after step " << step;
    for (const auto& [old_map, old_model] : kept) ASSERT_EQ(Copied(old_map), old_model) << "an old copy, after step " << step;
  }
}

TEST(PersistentMap, DifferencesAreThoseOfTheModels) {
  std::mt19937 random(12);
  Map map;
  Model model;
  for (int round = 0; round < 2'000; ++round) {
    const Map before = map;
    const Model old = model;
    for (uint32_t changes = random() % 6; changes > 0; --changes) ChangeBoth(random, map, model);
    Model patched = old;
    int last = -1;
    Map::VisitDifferences(before, map, [&](const Map::value_type* a, const Map::value_type* b) {
      const int key = a != nullptr ? a->first : b->first;
      EXPECT_GT(key, last);
      last = key;
      EXPECT_EQ(a != nullptr, old.contains(key));
      if (b == nullptr) {
        patched.erase(key);
      } else {
        patched[key] = b->second;
      }
    });
    ASSERT_EQ(patched, model) << "in round " << round;
  }
}

TEST(PersistentMap, DifferencesOfALargeMapAreFoundWithoutLookingAtAllOfIt) {
  Map map;
  for (int i = 0; i < 100'000; ++i) map.Put(i * 2, "");
  const Map before = map;
  map.Put(77'777, "new");
  map.Put(10, "changed");
  map.Erase(150'000);
  std::vector<int> keys;
  Map::VisitDifferences(before, map, [&](const auto* a, const auto* b) { keys.push_back((a != nullptr ? a : b)->first); });
  EXPECT_THAT(keys, ::testing::ElementsAre(10, 77'777, 150'000));
}

TEST(PersistentMap, CopiesAreReadWhileTheMapChanges) {
  Map map;
  for (int i = 0; i < 1'000; ++i) map.Put(i, "0");
  std::vector<std::thread> readers;
  for (int round = 0; round < 20; ++round) {
    readers.emplace_back([copy = map, round] {
      for (const auto& [key, value] : copy) EXPECT_LE(std::stoi(value), round);
    });
    for (int i = 0; i < 1'000; i += 7) map.Put(i, std::to_string(round + 1));
  }
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace weft
