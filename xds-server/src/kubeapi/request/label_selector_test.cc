// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/request/label_selector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::kubeapi {
namespace {

using ::testing::HasSubstr;

bool Selected(std::string_view selector, const manifest::Labels& labels) {
  auto parsed = LabelSelector::Parse(selector);
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed.ok() && parsed->Matches(labels);
}

TEST(LabelSelector, ComparesValues) {
  EXPECT_TRUE(Selected("app=reviews", {{"app", "reviews"}}));
  EXPECT_TRUE(Selected("app == reviews", {{"app", "reviews"}}));
  EXPECT_FALSE(Selected("app=reviews", {{"app", "ratings"}}));
  EXPECT_FALSE(Selected("app=reviews", {}));
  EXPECT_TRUE(Selected("app!=reviews", {}));
  EXPECT_FALSE(Selected("app!=reviews", {{"app", "reviews"}}));
  EXPECT_TRUE(Selected("app=", {{"app", ""}}));
}

TEST(LabelSelector, KnowsSetsAndPresence) {
  EXPECT_TRUE(Selected("version in (v1, v2)", {{"version", "v2"}}));
  EXPECT_FALSE(Selected("version in (v1,v2)", {{"version", "v3"}}));
  EXPECT_TRUE(Selected("version notin (v1,v2)", {}));
  EXPECT_TRUE(Selected("canary", {{"canary", ""}}));
  EXPECT_FALSE(Selected("!canary", {{"canary", ""}}));
  EXPECT_TRUE(Selected("gen>2", {{"gen", "3"}}));
  EXPECT_FALSE(Selected("gen<2", {{"gen", "x"}}));
}

TEST(LabelSelector, AllRequirementsMustHold) {
  manifest::Labels labels = {{"app", "reviews"}, {"version", "v1"}};
  EXPECT_TRUE(Selected("app=reviews,version in (v1,v2),!canary", labels));
  EXPECT_FALSE(Selected("app=reviews,version in (v2,v3)", labels));
  EXPECT_TRUE(Selected("", labels));
}

TEST(LabelSelector, RefusesWhatItCannotRead) {
  for (const char* selector :
       {",", "a=b,", "a in (b", "in (a)", "a of (b)", "a!b", "a=b c", "-a=b", "a=-b", "gen>x", "()", "("}) {
    EXPECT_FALSE(LabelSelector::Parse(selector).ok()) << selector;
  }
  EXPECT_THAT(std::string(LabelSelector::Parse("a of (b)").status().message()), HasSubstr("a of (b)"));
}

TEST(LabelSelector, ReadsTheLabelsOfObjects) {
  auto selector = LabelSelector::Parse("app=reviews").value();
  EXPECT_TRUE(selector.MatchesObject({{"metadata", {{"labels", {{"app", "reviews"}}}}}}));
  EXPECT_FALSE(selector.MatchesObject({{"metadata", nullptr}}));
}

}  // namespace
}  // namespace weft::kubeapi
