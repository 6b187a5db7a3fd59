// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "weft/context.h"

namespace weft {
namespace {

using namespace std::chrono_literals;
using ::testing::Eq;
using ::testing::Optional;

TEST(InboundTimeout, ReadsMilliseconds) { EXPECT_THAT(InboundTimeout("250", ""), Optional(Eq(250ms))); }

TEST(InboundTimeout, ReadsEveryUnitOfGrpc) {
  EXPECT_THAT(InboundTimeout("", "2H"), Optional(Eq(2h)));
  EXPECT_THAT(InboundTimeout("", "3M"), Optional(Eq(3min)));
  EXPECT_THAT(InboundTimeout("", "10S"), Optional(Eq(10s)));
  EXPECT_THAT(InboundTimeout("", "99999999m"), Optional(Eq(99'999'999ms)));
  EXPECT_THAT(InboundTimeout("", "7u"), Optional(Eq(7us)));
  EXPECT_THAT(InboundTimeout("", "9n"), Optional(Eq(9ns)));
}

TEST(InboundTimeout, TheShorterOneCounts) {
  EXPECT_THAT(InboundTimeout("250", "1S"), Optional(Eq(250ms)));
  EXPECT_THAT(InboundTimeout("2500", "1S"), Optional(Eq(1s)));
}

TEST(InboundTimeout, ZeroAndWhatCannotBeReadAreIgnored) {
  for (const char* text : {"", "0", "-5", "1.5", "10ms", " 10", "99999999999999999999", "9223372036854775807"}) {
    EXPECT_EQ(InboundTimeout(text, ""), std::nullopt) << text;
  }
  for (const char* text : {"", "S", "0S", "-1S", "123456789S", "5", "5s", "1 S", "99999999H"}) {
    EXPECT_EQ(InboundTimeout("", text), std::nullopt) << text;
  }
  EXPECT_THAT(InboundTimeout("nonsense", "1S"), Optional(Eq(1s)));
}

TEST(Context, HasADeadlineOnlyOnceItIsSet) {
  Context context;
  EXPECT_EQ(context.deadline(), std::nullopt);
  const TimePoint deadline = Clock::now() + 1s;
  context.set_deadline(deadline);
  EXPECT_THAT(context.deadline(), Optional(deadline));
}

}  // namespace
}  // namespace weft
