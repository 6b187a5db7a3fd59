// SPDX-License-Identifier: Apache-2.0
#include "engine/match/header_condition.h"

#include <gtest/gtest.h>

#include "engine/testing/builders.h"

namespace weft::engine {
namespace {

using testing::HeaderIs;
using HeaderType = model::HeaderMatcher::Type;
using StringType = model::StringMatcher::Type;

bool Holds(const model::HeaderMatcher& matcher, std::vector<HeaderRef> headers) {
  const auto condition = HeaderCondition::Compile(matcher);
  EXPECT_TRUE(condition.ok()) << condition.status();
  return condition->Holds(testing::Get("/path?q=1", headers));
}

model::HeaderMatcher StringHeader(StringType type, std::string value, bool ignore_case = false) {
  model::HeaderMatcher matcher;
  matcher.name = "x";
  matcher.string = {type, std::move(value), ignore_case};
  return matcher;
}

TEST(HeaderCondition, NamesAreComparedWithoutRegardToCaseAndValuesWithIt) {
  EXPECT_TRUE(Holds(HeaderIs("end-user", "jason"), {{"End-User", "jason"}}));
  EXPECT_FALSE(Holds(HeaderIs("end-user", "jason"), {{"end-user", "Jason"}}));
  EXPECT_FALSE(Holds(HeaderIs("end-user", "jason"), {{"end-users", "jason"}}));
}

TEST(HeaderCondition, EveryKindOfStringIsUnderstood) {
  EXPECT_TRUE(Holds(StringHeader(StringType::kPrefix, "ab"), {{"x", "abc"}}));
  EXPECT_FALSE(Holds(StringHeader(StringType::kPrefix, "bc"), {{"x", "abc"}}));
  EXPECT_TRUE(Holds(StringHeader(StringType::kSuffix, "bc"), {{"x", "abc"}}));
  EXPECT_TRUE(Holds(StringHeader(StringType::kContains, "b"), {{"x", "abc"}}));
  EXPECT_FALSE(Holds(StringHeader(StringType::kContains, "B"), {{"x", "abc"}}));
  EXPECT_TRUE(Holds(StringHeader(StringType::kContains, "B", true), {{"x", "abc"}}));
  EXPECT_TRUE(Holds(StringHeader(StringType::kSuffix, "BC", true), {{"x", "abC"}}));
  EXPECT_TRUE(Holds(StringHeader(StringType::kPrefix, "AB", true), {{"x", "aBc"}}));
  EXPECT_TRUE(Holds(StringHeader(StringType::kExact, "ABC", true), {{"x", "abc"}}));
}

TEST(HeaderCondition, ARegexMustMatchTheWholeValue) {
  const auto matcher = StringHeader(StringType::kRegex, ".*Firefox.*");
  EXPECT_TRUE(Holds(matcher, {{"x", "Mozilla Firefox/1"}}));
  EXPECT_FALSE(Holds(StringHeader(StringType::kRegex, "Firefox"), {{"x", "Mozilla Firefox/1"}}));
}

TEST(HeaderCondition, RepeatedHeadersAreJoinedWithCommas) {
  EXPECT_TRUE(Holds(HeaderIs("x", "a,b,c"), {{"x", "a"}, {"y", "?"}, {"X", "b"}, {"x", "c"}}));
  EXPECT_FALSE(Holds(HeaderIs("x", "a"), {{"x", "a"}, {"x", "b"}}));
}

TEST(HeaderCondition, AMissingHeaderMatchesNothingNotEvenInverted) {
  auto matcher = HeaderIs("x", "a");
  EXPECT_FALSE(Holds(matcher, {}));
  matcher.invert = true;
  EXPECT_FALSE(Holds(matcher, {}));
  EXPECT_TRUE(Holds(matcher, {{"x", "b"}}));
}

TEST(HeaderCondition, AMissingHeaderMayCountAsEmpty) {
  auto matcher = HeaderIs("x", "a");
  matcher.invert = matcher.treat_missing_as_empty = true;
  EXPECT_TRUE(Holds(matcher, {}));
  EXPECT_FALSE(Holds(matcher, {{"x", "a"}}));
}

TEST(HeaderCondition, PresenceLooksAtNothingElse) {
  model::HeaderMatcher matcher;
  matcher.name = "x";
  matcher.type = HeaderType::kPresent;
  EXPECT_TRUE(Holds(matcher, {{"x", ""}}));
  EXPECT_FALSE(Holds(matcher, {}));
  matcher.present = false;
  EXPECT_TRUE(Holds(matcher, {}));
  matcher.invert = true;
  EXPECT_FALSE(Holds(matcher, {}));
}

TEST(HeaderCondition, RangesHoldWholeNumbersFromStartUpToEnd) {
  model::HeaderMatcher matcher;
  matcher.name = "x";
  matcher.type = HeaderType::kRange;
  matcher.range_start = -1;
  matcher.range_end = 5;
  EXPECT_TRUE(Holds(matcher, {{"x", "-1"}}));
  EXPECT_FALSE(Holds(matcher, {{"x", "5"}}));
  EXPECT_FALSE(Holds(matcher, {{"x", "1x"}}));
  EXPECT_FALSE(Holds(matcher, {{"x", ""}}));
}

TEST(HeaderCondition, PseudoHeadersNameThePartsOfTheHead) {
  EXPECT_TRUE(Holds(HeaderIs(":method", "GET"), {}));
  EXPECT_TRUE(Holds(HeaderIs(":scheme", "http"), {}));
  EXPECT_TRUE(Holds(HeaderIs(":path", "/path?q=1"), {}));
  EXPECT_TRUE(Holds(HeaderIs(":authority", "reviews:9080"), {}));
  EXPECT_TRUE(Holds(HeaderIs("host", "reviews:9080"), {{"Host", "other"}}));
}

TEST(HeaderCondition, ANamelessHeaderIsAnError) {
  EXPECT_EQ(HeaderCondition::Compile(HeaderIs("", "a")).status().message(), ".name: must not be empty");
}

}  // namespace
}  // namespace weft::engine
