// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "weft/http_types.h"

namespace weft::http {
namespace {

TEST(HttpHeaders, KeepTheirOrderAndAllValuesOfAName) {
  const Headers headers{{"A", "1"}, {"b", "2"}, {"a", "3"}};
  std::string seen;
  for (const HeaderRef& header : headers) seen += std::string(header.name) + "=" + std::string(header.value) + ";";
  EXPECT_EQ(seen, "A=1;b=2;a=3;");
  EXPECT_EQ(headers.Count("a"), 2u);
  EXPECT_EQ(headers.Joined("A"), "1, 3");
}

TEST(HttpHeaders, NamesAreFoundWithoutRegardToCase) {
  const Headers headers{{"Content-Type", "text/plain"}};
  EXPECT_EQ(headers.Get("content-TYPE"), "text/plain");
  EXPECT_FALSE(headers.Has("content-typ"));
  EXPECT_FALSE(Headers().Has("content-type"));
}

TEST(HttpHeaders, SetReplacesAllOfAName) {
  Headers headers{{"a", "1"}, {"b", "2"}, {"A", "3"}};
  headers.Set("a", "4");
  EXPECT_EQ(headers, (Headers{{"b", "2"}, {"a", "4"}}));
  EXPECT_EQ(headers.Remove("A"), 1u);
  EXPECT_EQ(headers.Remove("A"), 0u);
  EXPECT_EQ(headers, (Headers{{"b", "2"}}));
}

TEST(HttpHeaders, AcceptViewsOfThemselves) {
  Headers headers{{"first", std::string_view("a value that is longer than any small string may be")}};
  for (int i = 0; i < 50; ++i) headers.Add("copy", *headers.Get("first"));
  for (const HeaderRef& header : headers) EXPECT_EQ(header.value, "a value that is longer than any small string may be");
  headers.Set("first", *headers.Get("first"));
  EXPECT_EQ(headers.Get("first"), "a value that is longer than any small string may be");
}

TEST(HttpError, EveryKindHasANameOfItsOwnAndAnOutcome) {
  std::vector<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::kOverflow); ++kind) {
    const Error error{static_cast<ErrorKind>(kind), DeadlineKind::kNone, false, "x"};
    for (const std::string_view other : names) EXPECT_NE(ToString(error.kind), other);
    names.push_back(ToString(error.kind));
    EXPECT_NE(names.back(), "unknown");
    EXPECT_EQ(error.ToStatus().ok(), kind == 0);
  }
  EXPECT_EQ((Error{ErrorKind::kConnectTimeout}).ToOutcome().kind, Outcome::Kind::kConnectFailure);
  EXPECT_EQ((Error{ErrorKind::kDeadline}).ToOutcome().kind, Outcome::Kind::kTimeout);
  EXPECT_EQ((Error{ErrorKind::kMalformed}).ToOutcome().kind, Outcome::Kind::kReset);
  EXPECT_EQ((Error{ErrorKind::kCancelled}).ToOutcome().kind, Outcome::Kind::kCancelled);
}

}  // namespace
}  // namespace weft::http
