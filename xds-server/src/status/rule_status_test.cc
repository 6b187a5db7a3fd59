// SPDX-License-Identifier: Apache-2.0
#include "status/rule_status.h"

#include "gmock/gmock.h"

namespace weft::status {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1'700'000'000);  // 2023-11-14T22:13:20Z
const absl::Time kLater = kNoon + absl::Seconds(90);

RuleStatus Shadowing(bool shadowed) {
  RuleStatus status;
  status.conditions = {{std::string(kReconciled), true, "Reconciled", "taken"},
                       {std::string(kShadowed), shadowed, shadowed ? "HostOwnedByAnother" : "OwnsItsHosts", ""}};
  if (shadowed) status.messages = {{"IST0109", "Conflict", "ERROR", "host \"a\" is owned by another"}};
  return status;
}

TEST(RuleStatus, HasConditionsAsKubernetesToolsReadThem) {
  Json body = StatusBody(nullptr, Shadowing(true), 3, kNoon);
  EXPECT_EQ(body["observedGeneration"], 3);
  EXPECT_EQ(body["conditions"][1], Json::parse(R"({"type":"Shadowed","status":"True","reason":"HostOwnedByAnother","message":"",
                                                  "observedGeneration":3,"lastTransitionTime":"2023-11-14T22:13:20Z"})"));
  EXPECT_EQ(body["validationMessages"][0], Json::parse(R"({"type":{"code":"IST0109","name":"Conflict"},"level":"ERROR",
                                                          "message":"host \"a\" is owned by another"})"));
}

TEST(RuleStatus, EqualsWhatWasThereWhenNothingDiffers) {
  Json before = StatusBody(nullptr, Shadowing(true), 3, kNoon);
  EXPECT_EQ(StatusBody(before, Shadowing(true), 3, kLater), before);
}

TEST(RuleStatus, ATransitionTimeMovesOnlyWithTheConditionsStatus) {
  Json before = StatusBody(nullptr, Shadowing(true), 3, kNoon);
  Json after = StatusBody(before, Shadowing(false), 4, kLater);
  EXPECT_EQ(after["conditions"][0]["lastTransitionTime"], "2023-11-14T22:13:20Z");
  EXPECT_EQ(after["conditions"][0]["observedGeneration"], 4);
  EXPECT_EQ(after["conditions"][1]["lastTransitionTime"], "2023-11-14T22:14:50Z");
  EXPECT_FALSE(after.contains("validationMessages"));
}

TEST(RuleStatus, LeavesWhatOthersWroteAndDropsItsOwnThatNoLongerApply) {
  Json before = Json::parse(R"({"note":"x","conditions":[{"type":"Rollout","status":"True"},
                                                         {"type":"DelegatesResolved","status":"False"}]})");
  Json after = StatusBody(before, Shadowing(false), 1, kNoon);
  EXPECT_EQ(after["note"], "x");
  ASSERT_EQ(after["conditions"].size(), 3u);
  EXPECT_EQ(after["conditions"][2], before["conditions"][0]);
}

TEST(RuleStatus, MakesSenseOfNonsense) {
  for (const char* nonsense : {"[]", R"("x")", R"({"conditions":{}})", R"({"conditions":[1,null,{"type":7}]})"}) {
    Json after = StatusBody(Json::parse(nonsense), Shadowing(false), 1, kNoon);
    EXPECT_EQ(after["conditions"][0]["type"], "Reconciled") << nonsense;
  }
}

}  // namespace
}  // namespace weft::status
