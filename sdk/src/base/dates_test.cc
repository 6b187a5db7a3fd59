// SPDX-License-Identifier: Apache-2.0
#include "base/dates.h"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(HttpDate, TheFormOfTheStandardIsRead) {
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777);
  EXPECT_EQ(ParseHttpDate("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
  EXPECT_EQ(ParseHttpDate("Thu, 29 Feb 2024 23:59:59 GMT"), 1'709'251'199);
  EXPECT_EQ(ParseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT"), 1'483'228'800);
}

TEST(HttpDate, AnythingElseIsNone) {
  for (const char* text : {"", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
                           "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Son, 06 Nov 1994 08:49:37 GMT",
                           "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
                           "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
                           "Sun, 0x Nov 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"}) {
    EXPECT_FALSE(ParseHttpDate(text)) << text;
  }
}

TEST(HttpDate, IsWrittenAsItIsRead) {
  EXPECT_EQ(FormatHttpDate(absl::FromUnixSeconds(784'111'777)), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(Rfc3339, IsWrittenInUtcToTheSecond) {
  EXPECT_EQ(FormatRfc3339(absl::FromUnixMillis(784'111'777'999)), "1994-11-06T08:49:37Z");
}

TEST(Rfc3339, OffsetsAndFractionsAreRead) {
  EXPECT_EQ(ParseRfc3339("1994-11-06T08:49:37Z"), absl::FromUnixSeconds(784'111'777));
  EXPECT_EQ(ParseRfc3339("1994-11-06T09:49:37.5+01:00"), absl::FromUnixMillis(784'111'777'500));
  for (const char* text : {"", "now", "1994-11-06", "1994-11-06T08:49:37", "1994-13-06T08:49:37Z"}) {
    EXPECT_FALSE(ParseRfc3339(text)) << text;
  }
}

}  // namespace
}  // namespace weft
