// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/deadline.h"

#include <gtest/gtest.h>

#include "weft/context.h"

namespace weft::mesh {
namespace {

using std::chrono::seconds;

constexpr TimePoint kNow{std::chrono::hours(1)};

TEST(CallDeadlineValue, TheEarliestOfCallerInboundAndRouteCounts) {
  Context context;
  context.set_deadline(kNow + seconds(5));
  RequestHead head{.deadline = kNow + seconds(8)};
  EXPECT_EQ(CallDeadline(head, kNow, seconds(15)).end(), kNow + seconds(8));
  head.context = &context;
  CallDeadline deadline(head, kNow, seconds(15));
  EXPECT_TRUE(deadline.inbound());
  deadline.StartRouteTimeout(seconds(9), kNow);
  EXPECT_EQ(deadline.end(), kNow + seconds(5)) << "a route never makes a call longer";
  deadline.StartRouteTimeout(seconds(2), kNow + seconds(1));
  EXPECT_TRUE(deadline.routes());
  EXPECT_EQ(deadline.end(), kNow + seconds(3));
}

TEST(CallDeadlineValue, TheDefaultIsNotConfiguredUnlessATryIsShorter) {
  const CallDeadline deadline({}, kNow, seconds(15));
  EXPECT_FALSE(deadline.ForTry(seconds(0), kNow).configured);
  EXPECT_FALSE(deadline.ForTry(seconds(20), kNow).configured);
  EXPECT_TRUE(deadline.ForTry(seconds(2), kNow).configured);
  EXPECT_EQ(deadline.ForTry(seconds(2), kNow + seconds(14)).until, kNow + seconds(15));
}

}  // namespace
}  // namespace weft::mesh
