// SPDX-License-Identifier: Apache-2.0
#include "engine/match/path_regexes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace weft::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Routes 10, 11, 12, ... of these patterns.
PathRegexes RegexesOf(const std::vector<std::string>& patterns) {
  PathRegexes regexes;
  for (size_t i = 0; i < patterns.size(); ++i) EXPECT_TRUE(regexes.Add(patterns[i], static_cast<uint32_t>(10 + i)).ok());
  regexes.Seal();
  return regexes;
}

std::vector<uint32_t> PossibleRoutes(const PathRegexes& regexes, std::string_view path) {
  std::vector<uint32_t> routes;
  for (const auto& group : regexes.Possible(path)) {
    EXPECT_TRUE(std::is_sorted(group.begin(), group.end()));
    routes.insert(routes.end(), group.begin(), group.end());
  }
  std::sort(routes.begin(), routes.end());
  return routes;
}

TEST(PathRegexes, OnlyPatternsWhoseTextIsThereArePossible) {
  const PathRegexes regexes = RegexesOf({"/shop/[0-9]+", ".*/cart", "/user/.*", "[^/]*"});
  EXPECT_EQ(regexes.first_route(), 10u);
  EXPECT_THAT(PossibleRoutes(regexes, "/shop/7"), ElementsAre(10, 13));
  EXPECT_THAT(PossibleRoutes(regexes, "/user/cart/cart"), ElementsAre(11, 12, 13));
  EXPECT_THAT(PossibleRoutes(regexes, "/"), ElementsAre(13));
}

TEST(PathRegexes, OfAThousandAlikeOneIsLeft) {
  std::vector<std::string> patterns;
  for (int i = 0; i < 1000; ++i) patterns.push_back("/api/v[0-9]+/resource-" + std::to_string(i) + "/[a-z]+");
  const PathRegexes regexes = RegexesOf(patterns);
  EXPECT_THAT(PossibleRoutes(regexes, "/api/v1/resource-123/x"), ElementsAre(133));
  EXPECT_THAT(PossibleRoutes(regexes, "/api/v1/resource-1234/x"), IsEmpty());
  EXPECT_EQ(regexes.AnyMatches("/api/v1/resource-123/x"), true);
  EXPECT_EQ(regexes.AnyMatches("/api/v1/resource-123/X"), false);
}

TEST(PathRegexes, ManyThatNeedNothingInParticularAreTriedInOnePass) {
  std::vector<std::string> patterns;
  for (int i = 1; i <= 50; ++i) patterns.push_back("/[a-z]{" + std::to_string(i) + "}");
  const PathRegexes regexes = RegexesOf(patterns);
  EXPECT_EQ(PossibleRoutes(regexes, "/abc").size(), 50u);
  const auto matched = regexes.MatchAll("/abc");
  ASSERT_TRUE(matched);
  EXPECT_THAT(*matched, ElementsAre(12));
  EXPECT_THAT(*regexes.MatchAll("/7"), IsEmpty());
}

TEST(PathRegexes, AFewAreTriedOneByOne) {
  const PathRegexes regexes = RegexesOf({"/a", "/b"});
  EXPECT_EQ(regexes.AnyMatches("/a"), std::nullopt);
  EXPECT_EQ(regexes.MatchAll("/a"), std::nullopt);
}

TEST(PathRegexes, PositionsReferToTheGroupedRoutes) {
  const PathRegexes regexes = RegexesOf({"/bb.*", "/aa.*", ".*", "/bb/x.*"});
  for (const auto& group : regexes.Possible("/bb/x")) {
    for (const uint32_t& route : group) {
      EXPECT_TRUE(regexes.Matches(static_cast<size_t>(&route - regexes.routes().data()), "/bb/x")) << route;
    }
  }
  EXPECT_THAT(PossibleRoutes(regexes, "/bb/x"), ElementsAre(10, 12, 13));
}

}  // namespace
}  // namespace weft::engine
