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

}  // namespace
}  // namespace weft
