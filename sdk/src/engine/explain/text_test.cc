// SPDX-License-Identifier: Apache-2.0
#include "engine/explain/text.h"

#include <gtest/gtest.h>

#include "engine/testing/builders.h"

namespace weft::engine {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;
using PathType = model::PathMatcher::Type;
using StringType = model::StringMatcher::Type;
using HeaderType = model::HeaderMatcher::Type;

TEST(Text, DurationsAreExact) {
  EXPECT_EQ(DurationText(seconds(0)), "0s");
  EXPECT_EQ(DurationText(seconds(10)), "10s");
  EXPECT_EQ(DurationText(milliseconds(1500)), "1.5s");
  EXPECT_EQ(DurationText(milliseconds(250)), "250ms");
  EXPECT_EQ(DurationText(microseconds(2050)), "2.05ms");
  EXPECT_EQ(DurationText(nanoseconds(3000)), "3us");
  EXPECT_EQ(DurationText(nanoseconds(7)), "7ns");
  EXPECT_EQ(DurationText(seconds(1) + nanoseconds(1)), "1.000000001s");
}

TEST(Text, PercentsHaveNoIdleZeros) {
  EXPECT_EQ(PercentText(100), "100");
  EXPECT_EQ(PercentText(100.0 / 3), "33.3333");
  EXPECT_EQ(PercentText(0.0001), "0.0001");
  EXPECT_EQ(PercentText(PercentOf({500'000})), "50");
}

TEST(Text, RetryOnIsWrittenAsItIsRead) {
  EXPECT_EQ(RetryOnText(0), "");
  EXPECT_EQ(RetryOnText(static_cast<uint32_t>(model::RetryOn::k5xx) | static_cast<uint32_t>(model::RetryOn::kUnavailable)),
            "5xx,unavailable");
}

TEST(Text, EditsShowWhatTheyDo) {
  using Kind = model::HeaderEdit::Kind;
  EXPECT_EQ(EditText({Kind::kRemove, "x", ""}), "remove x");
  EXPECT_EQ(EditText({Kind::kAppend, "x", "1"}), "add x: 1");
  EXPECT_EQ(EditText({Kind::kSet, "x", "1"}), "set x: 1");
  EXPECT_EQ(EditText({Kind::kAppendIfAbsent, "x", "1"}), "add if absent x: 1");
  EXPECT_EQ(EditText({Kind::kSetIfPresent, "x", "1"}), "set if present x: 1");
}

std::string PathFailureWords(PathType type, std::string value, bool ignore_case = false) {
  return PathFailure({type, std::move(value), ignore_case}, testing::Get("/a?q=1")).value_or("");
}

TEST(FailureText, PathsShowTheActualAndTheRequiredValue) {
  EXPECT_EQ(PathFailureWords(PathType::kPrefix, "/b"), "path \"/a\" does not start with \"/b\"");
  EXPECT_EQ(PathFailureWords(PathType::kPrefix, "/B", true), "path \"/a\" does not start with \"/B\" in any letter case");
  EXPECT_EQ(PathFailureWords(PathType::kExact, "/b"), "path \"/a\" is not \"/b\"");
  EXPECT_EQ(PathFailureWords(PathType::kRegex, "/b.*"), "path \"/a\" does not match the pattern \"/b.*\"");
  EXPECT_EQ(PathFailureWords(PathType::kSegmentPrefix, "/b"), "path \"/a\" is neither \"/b\" nor below it");
  EXPECT_EQ(PathFailureWords(PathType::kPrefix, "/A", true), "");
}

std::string HeaderFailureWords(const model::HeaderMatcher& header, std::vector<HeaderRef> headers) {
  return HeaderFailure(header, testing::Get("/a", headers)).value_or("");
}

TEST(FailureText, HeadersShowTheActualAndTheRequiredValue) {
  model::HeaderMatcher header = testing::HeaderIs("end-user", "jason");
  EXPECT_EQ(HeaderFailureWords(header, {{"End-User", "jason"}}), "");
  EXPECT_EQ(HeaderFailureWords(header, {}), "header \"end-user\" is missing, must be exactly \"jason\"");
  EXPECT_EQ(HeaderFailureWords(header, {{"End-User", "x"}, {"end-user", "y"}}),
            "header \"end-user\" is \"x,y\", must be exactly \"jason\"");
  header.invert = true;
  EXPECT_EQ(HeaderFailureWords(header, {{"End-User", "jason"}}),
            "header \"end-user\" is \"jason\", must not be exactly \"jason\"");
  EXPECT_EQ(HeaderFailureWords(header, {}), "header \"end-user\" is missing, must be there and not be exactly \"jason\"");
  header.string = {StringType::kPrefix, "", false};
  header.treat_missing_as_empty = true;
  EXPECT_EQ(HeaderFailureWords(header, {}), "header \"end-user\" is missing, must not start with \"\"");
}

TEST(FailureText, PresenceRangesAndPseudoHeadersAreNamed) {
  model::HeaderMatcher header = testing::HeaderIs("x", "");
  header.type = HeaderType::kPresent;
  EXPECT_EQ(HeaderFailureWords(header, {}), "header \"x\" is missing, must be there");
  header.invert = true;
  EXPECT_EQ(HeaderFailureWords(header, {{"x", "1"}}), "header \"x\" is \"1\", must not be there");
  header.invert = false;
  header.type = HeaderType::kRange;
  header.range_start = 1, header.range_end = 9;
  EXPECT_EQ(HeaderFailureWords(header, {{"x", "9"}}), "header \"x\" is \"9\", must be a number from 1 to below 9");
  EXPECT_EQ(HeaderFailureWords(testing::HeaderIs(":method", "POST"), {}), "method is \"GET\", must be exactly \"POST\"");
  EXPECT_EQ(HeaderFailureWords(testing::HeaderIs("host", "b"), {}),
            "header \"host\" is \"reviews:9080\", must be exactly \"b\"");
}

TEST(FailureText, QueryParametersShowTheActualAndTheRequiredValue) {
  const auto failure = [](const model::QueryMatcher& query) {
    return QueryFailure(query, testing::Get("/a?q=1")).value_or("");
  };
  EXPECT_EQ(failure({"q", std::nullopt}), "");
  EXPECT_EQ(failure({"p", std::nullopt}), "query parameter \"p\" is missing");
  EXPECT_EQ(failure({"q", model::StringMatcher{StringType::kRegex, "[2-9]", false}}),
            "query parameter \"q\" is \"1\", must match the pattern \"[2-9]\"");
}

}  // namespace
}  // namespace weft::engine
