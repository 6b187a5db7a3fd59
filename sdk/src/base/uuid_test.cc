// SPDX-License-Identifier: Apache-2.0
#include "base/uuid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace weft {
namespace {

TEST(Uuid, HasTheShapeOfVersionFour) {
  const std::regex shape("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  Random random(1);
  for (int i = 0; i < 1000; ++i) {
    const std::string text = MakeUuid(random).str();
    ASSERT_TRUE(std::regex_match(text, shape)) << text;
  }
}

TEST(Uuid, IsNotRepeated) {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) ASSERT_TRUE(seen.insert(MakeUuid(ThreadRandom()).str()).second);
}

TEST(Uuid, EveryOtherDigitTakesAllValues) {
  std::set<char> values[36];
  Random random(2);
  for (int i = 0; i < 1000; ++i) {
    const Uuid uuid = MakeUuid(random);
    for (size_t at = 0; at < uuid.text.size(); ++at) values[at].insert(uuid.text[at]);
  }
  for (size_t at = 0; at < 36; ++at) {
    const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
    const size_t expected = dash || at == 14 ? 1 : at == 19 ? 4 : 16;
    EXPECT_EQ(values[at].size(), expected) << "at " << at;
  }
}

}  // namespace
}  // namespace weft
