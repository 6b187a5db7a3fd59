// SPDX-License-Identifier: Apache-2.0
#include "common/in_flight.h"

#include <gtest/gtest.h>

#include <thread>

namespace bookinfo {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(InFlight, IsQuietWhenNothingRuns) {
  InFlight requests;
  EXPECT_TRUE(requests.WaitUntilQuiet(milliseconds(1), InFlight::Clock::now() + seconds(10)));
}

TEST(InFlight, WaitsForTheRequestThatRuns) {
  InFlight requests;
  requests.Begin();
  EXPECT_FALSE(requests.WaitUntilQuiet(milliseconds(1), InFlight::Clock::now() + milliseconds(20)));
  std::thread waiter([&] { EXPECT_TRUE(requests.WaitUntilQuiet(milliseconds(1), InFlight::Clock::now() + seconds(10))); });
  requests.End();
  waiter.join();
  EXPECT_EQ(requests.count(), 0);
}

TEST(InFlight, AnEndWithoutBeginCountsNothing) {
  InFlight requests;
  requests.End();
  EXPECT_EQ(requests.count(), 0);
}

}  // namespace
}  // namespace bookinfo
