// SPDX-License-Identifier: Apache-2.0
#include "engine/match/regex_literals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "engine/match/regex.h"

namespace weft::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RegexLiterals, RunsBetweenOtherThingsAreFound) {
  EXPECT_THAT(RequiredLiterals("/api/v[0-9]+/item-7/[a-z]+"), ElementsAre("/api/v", "/item-7/"));
  EXPECT_THAT(RequiredLiterals("/a.b"), ElementsAre("/a", "b"));
  EXPECT_THAT(RequiredLiterals("^/a(/b)*/c$"), ElementsAre("/a", "/c"));
  EXPECT_THAT(RequiredLiterals(R"(/v1\.0/\d+/x)"), ElementsAre("/v1.0/", "/x"));
  EXPECT_THAT(RequiredLiterals("/a[]/]b[^]x]c[[:alpha:]]d"), ElementsAre("/a", "b", "c", "d"));
  EXPECT_THAT(RequiredLiterals(R"(/a[\]x]b)"), ElementsAre("/a", "b"));
  EXPECT_THAT(RequiredLiterals("/a(?:b|[)]c)(?P<n>d)/e"), ElementsAre("/a", "/e"));
}

TEST(RegexLiterals, WhatIsRepeatedIsNotRequiredBesideItsNeighbours) {
  EXPECT_THAT(RequiredLiterals("/ab?c"), ElementsAre("/a", "c"));
  EXPECT_THAT(RequiredLiterals("/ab*?c"), ElementsAre("/a", "c"));
  EXPECT_THAT(RequiredLiterals("/ab+c"), ElementsAre("/ab", "c"));
  EXPECT_THAT(RequiredLiterals("/ab{2}c{0,3}d{1,}"), ElementsAre("/a"));
  EXPECT_THAT(RequiredLiterals("/a\xc3\xa9?b"), ElementsAre("/a", "b"));
}

TEST(RegexLiterals, WhatIsNotSureGivesNone) {
  for (const char* pattern :
       {"", "/a|/b", "(?i)/a", "/a(?i:b)", R"(/\x41b)", R"(/\Qa|b\E)", R"(/\pN)", "/a{,3}b", "/a{x", "/a{}", ".*"}) {
    EXPECT_THAT(RequiredLiterals(pattern), IsEmpty()) << pattern;
  }
}

std::string RandomText(Random& random, std::initializer_list<const char*> pieces, uint32_t most) {
  std::string text;
  for (uint32_t n = random.Below(most + 1); n > 0; --n)
    text += pieces.begin()[random.Below(static_cast<uint32_t>(pieces.size()))];
  return text;
}

// Texts are made of the same letters, so that many patterns match.
TEST(RegexLiterals, EveryMatchContainsEveryRun) {
  Random random(17);
  int matches = 0, runs = 0;
  for (int i = 0; i < 40'000; ++i) {
    const std::string pattern = RandomText(
        random, {"a",    "b",    "a",           "b",     "/",       "\\/", "?", "*", "+", "{2}", "{0,1}", "{",     "}", "[ab]",
                 "[^/]", "[]a]", "[[:alpha:]]", "(a|b)", "(?:/b)?", "(",   ")", "|", ".", "\\.", "\\w",   "\\x61", "^", "$"},
        8);
    const auto regex = CompileRuleRegex(pattern);
    if (!regex.ok()) continue;
    const std::vector<std::string> literals = RequiredLiterals(pattern);
    for (int n = 0; n < 10; ++n) {
      const std::string text = RandomText(random, {"a", "b", "/", "ab", "]", "{", "}", "."}, 5);
      if (!MatchesWhole(**regex, text)) continue;
      ++matches;
      for (const std::string& literal : literals) {
        ++runs;
        ASSERT_NE(text.find(literal), std::string::npos) << pattern << " matches " << text << " without " << literal;
      }
    }
  }
  EXPECT_GT(matches, 3000);
  EXPECT_GT(runs, 500);
}

}  // namespace
}  // namespace weft::engine
