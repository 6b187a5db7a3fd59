// SPDX-License-Identifier: Apache-2.0
#include "support/rule_history.h"

#include "gmock/gmock.h"

namespace weft::test {
namespace {

using std::chrono::milliseconds;

const SteadyTime kStart = SteadyTime(std::chrono::hours(1));

Sample Seen(int sent_ms, const std::string& marker) {
  const SteadyTime sent = kStart + milliseconds(sent_ms);
  return {sent, sent, sent + milliseconds(5), 200, marker};
}

// v1 from the beginning; v2 applied from 1000 to 1100 ms, v3 from 3000 to 3100 ms.
RuleHistory TwoChanges() {
  RuleHistory history("v1");
  history.Add({kStart + milliseconds(1000), kStart + milliseconds(1100), "v2"});
  history.Add({kStart + milliseconds(3000), kStart + milliseconds(3100), "v3"});
  return history;
}

TEST(RuleHistory, AllowsTheRuleInForce) {
  EXPECT_TRUE(TwoChanges().Allows(Seen(500, "v1"), milliseconds(0)));
  EXPECT_TRUE(TwoChanges().Allows(Seen(2500, "v2"), milliseconds(0)));
  EXPECT_TRUE(TwoChanges().Allows(Seen(9000, "v3"), milliseconds(0)));
}

TEST(RuleHistory, AllowsBothWhileAnApplyRuns) {
  EXPECT_TRUE(TwoChanges().Allows(Seen(1050, "v1"), milliseconds(0)));
  EXPECT_TRUE(TwoChanges().Allows(Seen(1050, "v2"), milliseconds(0)));
}

TEST(RuleHistory, RefusesTheOldRuleAfterTheGrace) {
  EXPECT_TRUE(TwoChanges().Allows(Seen(2050, "v1"), milliseconds(1000)));
  EXPECT_FALSE(TwoChanges().Allows(Seen(2150, "v1"), milliseconds(1000)));
}

TEST(RuleHistory, RefusesARuleBeforeItsTimeAndAnyOtherAnswer) {
  EXPECT_FALSE(TwoChanges().Allows(Seen(900, "v2"), milliseconds(1000)));
  EXPECT_FALSE(TwoChanges().Allows(Seen(2500, "no reviews"), milliseconds(1000)));
}

TEST(RuleHistory, MeasuresHowLongAnOldRuleLived) {
  const std::vector<Sample> samples = {Seen(1000, "v2"), Seen(1350, "v1"), Seen(1400, "v2"), Seen(3200, "v2")};
  EXPECT_EQ(TwoChanges().LongestDelay(samples), milliseconds(250));
}

}  // namespace
}  // namespace weft::test
