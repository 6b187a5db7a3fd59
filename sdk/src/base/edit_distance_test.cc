// SPDX-License-Identifier: Apache-2.0
#include "base/edit_distance.h"

#include <gtest/gtest.h>

namespace weft {
namespace {

TEST(EditDistance, CountsLettersMoreLessOtherAndSwapped) {
  EXPECT_EQ(EditDistance("reviews", "reviews"), 0);
  EXPECT_EQ(EditDistance("", "abc"), 3);
  EXPECT_EQ(EditDistance("reviews", "review"), 1);
  EXPECT_EQ(EditDistance("reviews", "reviewss"), 1);
  EXPECT_EQ(EditDistance("reviews", "revjews"), 1);
  EXPECT_EQ(EditDistance("reviews", "reveiws"), 1);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3);
}

}  // namespace
}  // namespace weft
