// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/view/human_duration.h"

#include <gtest/gtest.h>

namespace weft::kubeapi {
namespace {

TEST(HumanDuration, GrowsCoarserWithAge) {
  using absl::Hours, absl::Minutes, absl::Seconds;
  EXPECT_EQ(HumanDuration(Seconds(0)), "0s");
  EXPECT_EQ(HumanDuration(Seconds(119)), "119s");
  EXPECT_EQ(HumanDuration(Minutes(2)), "2m");
  EXPECT_EQ(HumanDuration(Minutes(3) + Seconds(39)), "3m39s");
  EXPECT_EQ(HumanDuration(Minutes(10) + Seconds(5)), "10m");
  EXPECT_EQ(HumanDuration(Minutes(179)), "179m");
  EXPECT_EQ(HumanDuration(Hours(3)), "3h");
  EXPECT_EQ(HumanDuration(Hours(7) + Minutes(59)), "7h59m");
  EXPECT_EQ(HumanDuration(Hours(47)), "47h");
  EXPECT_EQ(HumanDuration(Hours(48)), "2d");
  EXPECT_EQ(HumanDuration(Hours(52)), "2d4h");
  EXPECT_EQ(HumanDuration(Hours(24 * 8)), "8d");
  EXPECT_EQ(HumanDuration(Hours(24 * 729)), "729d");
  EXPECT_EQ(HumanDuration(Hours(24 * 735)), "2y5d");
  EXPECT_EQ(HumanDuration(Hours(24 * 365 * 9)), "9y");
}

TEST(HumanDuration, ToleratesASecondOfClockDifference) {
  EXPECT_EQ(HumanDuration(absl::Seconds(-1)), "0s");
  EXPECT_EQ(HumanDuration(absl::Seconds(-5)), "<invalid>");
}

}  // namespace
}  // namespace weft::kubeapi
