// SPDX-License-Identifier: Apache-2.0
#include "manifest/reachability/http_overlap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "manifest/test_rules.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Each text is the list of matches of a rule; "" is a rule without match.
std::vector<std::string> OverlapsOf(const std::vector<std::string>& rules) {
  std::string http;
  for (const std::string& match : rules) {
    http += "{" + (match.empty() ? "" : "match: [" + match + "], ") + "route: [{destination: {host: a}}]},";
  }
  return WarningsOf("{hosts: [a], http: [" + http + "]}");
}

TEST(HttpOverlap, ARuleBehindACatchAllIsUnreachable) {
  EXPECT_THAT(OverlapsOf({"{uri: {prefix: /a}}", ""}), IsEmpty());
  EXPECT_THAT(OverlapsOf({"", "{uri: {prefix: /a}}"}),
              ElementsAre("spec.http[1]: is never reached: spec.http[0] takes all of its calls (IST0130)"));
  EXPECT_THAT(OverlapsOf({"{uri: {exact: /a}}", "", ""}),
              ElementsAre("spec.http[2]: is never reached: spec.http[1] takes all of its calls (IST0130)"));
  for (std::string_view all : {"{uri: {prefix: /}}", "{uri: {regex: '.*'}}", "{uri: {}}", "{}", "{name: x}"}) {
    EXPECT_THAT(OverlapsOf({std::string(all), "{headers: {x: {}}}"}),
                ElementsAre("spec.http[1]: is never reached: spec.http[0].match[0] takes all of its calls (IST0130)"))
        << all;
  }
}

TEST(HttpOverlap, ARuleWhoseMatchesAreAllTakenIsUnreachable) {
  EXPECT_THAT(
      OverlapsOf({"{uri: {exact: /a}}, {uri: {exact: /b}}", "{uri: {exact: /b}}, {uri: {exact: /a}}"}),
      ElementsAre(
          "spec.http[1]: is never reached: spec.http[0].match[1], spec.http[0].match[0] take all of its calls (IST0130)"));
  EXPECT_THAT(OverlapsOf({"{uri: {exact: /a}}, {uri: {exact: /b}}, {uri: {exact: /c}}, {uri: {exact: /d}}",
                          "{uri: {exact: /a}}, {uri: {exact: /b}}, {uri: {exact: /c}}, {uri: {exact: /d}}"}),
              ElementsAre(HasSubstr("spec.http[0].match[2] and others take all of its calls")));
}

TEST(HttpOverlap, ASingleMatchThatIsTakenIsNamed) {
  EXPECT_THAT(OverlapsOf({"{uri: {prefix: /a}}", "{uri: {prefix: /ab}}, {uri: {prefix: /b}}"}),
              ElementsAre("spec.http[1].match[0]: gets no calls: spec.http[0].match[0] takes them all (IST0131)"));
  EXPECT_THAT(OverlapsOf({"{uri: {exact: /a}, name: one}, {uri: {exact: /a}, name: two}"}),
              ElementsAre("spec.http[0].match[1]: gets no calls: spec.http[0].match[0] takes them all (IST0131)"));
}

TEST(HttpOverlap, ConditionsThatTellCallsApartKeepBothAlive) {
  EXPECT_THAT(OverlapsOf({"{uri: {prefix: /a}, headers: {x: {exact: y}}}", "{uri: {prefix: /a}}"}), IsEmpty());
  EXPECT_THAT(OverlapsOf({"{uri: {prefix: /a}, method: {exact: GET}}", "{uri: {prefix: /a}}"}), IsEmpty());
  EXPECT_THAT(OverlapsOf({"{uri: {prefix: /a}, method: {exact: POST}}", "{uri: {prefix: /ab}}"}), IsEmpty());
  EXPECT_THAT(OverlapsOf({"{uri: {prefix: /a}, port: 80}", "{uri: {prefix: /ab}, port: 81}"}), IsEmpty());
  EXPECT_THAT(OverlapsOf({"{uri: {prefix: /a}, sourceLabels: {app: x}}", "{uri: {prefix: /a}}"}), IsEmpty());
  EXPECT_THAT(OverlapsOf({"{uri: {prefix: /ab}}", "{uri: {prefix: /a}}"}), IsEmpty());
  EXPECT_THAT(OverlapsOf({"{uri: {exact: /a}}", "{uri: {prefix: /a}}"}), IsEmpty());
}

TEST(HttpOverlap, AnUnsaidMethodMeansGetBehindAShorterPrefix) {
  EXPECT_THAT(OverlapsOf({"{uri: {prefix: /a}, method: {exact: GET}}", "{uri: {prefix: /ab}}"}),
              ElementsAre("spec.http[1].match[0]: gets no calls with GET: spec.http[0].match[0] takes them all (IST0131)"));
}

TEST(HttpOverlap, WhatADelegateLeavesGoesOn) {
  EXPECT_THAT(WarningsOf("{hosts: [a], http: [{match: [{uri: {prefix: /a}}], delegate: {name: d}}, {match: [{uri: {prefix: "
                         "/ab}}], redirect: {uri: /x}}]}"),
              IsEmpty());
}

TEST(HttpOverlap, StaysQuickOnManyMatches) {
  std::string http;
  for (int i = 0; i < 4000; ++i) {
    http += "{match: [{uri: {prefix: /api/}, headers: {x: {exact: '" + std::to_string(i) + "'}}}], redirect: {uri: /x}},";
  }
  auto start = std::chrono::steady_clock::now();
  Json object = ServiceObject("{hosts: [a], http: [" + http + "]}");
  Report report;
  WarnOfOverlaps(Field(object)["spec"], report);
  EXPECT_THAT(report.warnings, IsEmpty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
}

}  // namespace
}  // namespace weft::manifest
