// SPDX-License-Identifier: Apache-2.0
#include "base/authority.h"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(NormalizeAuthority, GivesTheSchemesPortWhereNoneIsWritten) {
  EXPECT_EQ(NormalizeAuthority("Reviews"), "reviews:80");
  EXPECT_EQ(NormalizeAuthority("reviews", "https"), "reviews:443");
  EXPECT_EQ(NormalizeAuthority("https://shop.example/x"), "shop.example:443");
  EXPECT_EQ(NormalizeAuthority("http://reviews:9080"), "reviews:9080");
}

TEST(NormalizeAuthority, KeepsTheBracketsOfIpv6) {
  EXPECT_EQ(NormalizeAuthority("[::1]"), "[::1]:80");
  EXPECT_EQ(NormalizeAuthority("[::1]:9080"), "[::1]:9080");
}

TEST(SplitHostPort, SplitsAtTheLastColonOutsideOfBrackets) {
  const auto split = [](std::string_view authority) {
    const HostPort parts = SplitHostPort(authority);
    return std::string(parts.host) + "|" + std::string(parts.port.value_or("none"));
  };
  EXPECT_EQ(split("reviews:9080"), "reviews|9080");
  EXPECT_EQ(split("reviews"), "reviews|none");
  EXPECT_EQ(split("reviews:"), "reviews|");
  EXPECT_EQ(split("[::1]:80"), "[::1]|80");
  EXPECT_EQ(split("[::1]"), "[::1]|none");
  EXPECT_EQ(split("::1"), "::1|none");
  EXPECT_EQ(split(""), "|none");
}

TEST(JoinHostPort, BracketsIpv6) {
  EXPECT_EQ(JoinHostPort("10.0.0.1", 9080), "10.0.0.1:9080");
  EXPECT_EQ(JoinHostPort("::1", 9080), "[::1]:9080");
  EXPECT_EQ(JoinHostPort("[::1]", 9080), "[::1]:9080");
}

}  // namespace
}  // namespace weft
