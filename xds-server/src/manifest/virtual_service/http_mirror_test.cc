// SPDX-License-Identifier: Apache-2.0
// Mirrors and cross-origin policies of a rule.
#include "manifest/virtual_service/http_mirror.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/test_rules.h"
#include "manifest/virtual_service/http_cors.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<double> SharesOf(std::string_view fields) {
  std::vector<double> shares;
  for (const HttpMirror& mirror : ParsedRule(Rule(fields)).mirrors) shares.push_back(mirror.percentage);
  return shares;
}

TEST(HttpMirror, GetsEveryCallUnlessAShareIsGiven) {
  EXPECT_THAT(SharesOf("mirror: {host: a}"), ElementsAre(100));
  EXPECT_THAT(SharesOf("mirror: {host: a}, mirrorPercent: 7"), ElementsAre(7));
  EXPECT_THAT(SharesOf("mirror: {host: a}, mirror_percent: 8"), ElementsAre(8));
  EXPECT_THAT(SharesOf("mirror: {host: a}, mirrorPercent: 7, mirrorPercentage: {value: 0.5}"), ElementsAre(0.5));
  EXPECT_THAT(SharesOf("mirror: {host: a}, mirrorPercent: 7, mirrorPercentage: {value: 0}"), ElementsAre(0));
  EXPECT_THAT(SharesOf("mirror: {host: a}, mirrorPercent: 0"), ElementsAre(0));
  EXPECT_THAT(SharesOf("mirrors: [{destination: {host: a}}, {destination: {host: b}, percentage: {value: 0}}, {destination: "
                       "{host: c}, percentage: {value: 5}}]"),
              ElementsAre(100, 0, 5));
  EXPECT_THAT(SharesOf("mirrorPercent: 5"), IsEmpty());
  EXPECT_EQ(ParsedRule(Rule("mirrorPercent: 5")).mirror_share, 5);
  EXPECT_EQ(ParsedRule(Rule("mirror: {host: a}")).mirror_share, std::nullopt) << "nobody said so";
  EXPECT_EQ(ParsedRule(Rule("mirror: {host: a, subset: v2, port: {number: 81}}")).mirrors.at(0).destination.subset, "v2");
}

TEST(HttpMirror, IsChecked) {
  ExpectProblems(
      {{Rule("mirror: {host: a}, mirrorPercentage: {value: 100}")},
       {Rule("mirrors: [{destination: {host: a}}]")},
       {Rule("mirror: {}"), "spec.http[0].mirror.host: Required value"},
       {Rule("mirrors: [{}]"), "spec.http[0].mirrors[0].destination: Required value"},
       {Rule("mirror: {host: '*'}"), "spec.http[0].mirror.host: Invalid value: \"*\": must name one service; \"*\" is none"},
       {Rule("mirror: {host: a}, mirrorPercentage: {value: 100.1}"),
        "spec.http[0].mirrorPercentage.value: Invalid value: 100.1: must be 0, or from 0.0001 to 100"},
       {Rule("mirror: {host: a}, mirrorPercent: 101"), "spec.http[0].mirrorPercent: Invalid value: 101: must be from 0 to 100"},
       {Rule("mirror: {host: a}, mirror_percent: -1"), "spec.http[0].mirror_percent: Invalid value: -1: must be from 0 to 100"},
       {Rule("mirrors: [{destination: {host: a}, percentage: {value: -1}}]"),
        "spec.http[0].mirrors[0].percentage.value: Invalid value: -1: must be 0, or from 0.0001 to 100"}});
  EXPECT_THAT(ProblemsOf(Rule("mirror: {host: a}, mirrors: [{destination: {host: b}}]")),
              ElementsAre(HasSubstr("must not stand beside mirror; put all into mirrors")));
  EXPECT_THAT(WarningsOf(Rule("mirrors: [{destination: {host: b}}], mirrorPercent: 5")),
              ElementsAre("spec.http[0].mirrorPercent: has no effect without mirror; those of mirrors have a percentage each"));
  const std::string delegating = "{http: [{delegate: {name: a}, mirrorPercent: 5}], hosts: [a]}";
  EXPECT_THAT(WarningsOf(delegating), IsEmpty()) << "the delegate may have the mirror";
}

std::string CorsRule(std::string_view cors) { return Rule("corsPolicy: {" + std::string(cors) + "}"); }

TEST(HttpCors, IsRead) {
  CorsPolicy cors =
      *ParsedRule(
           CorsRule("allowOrigins: [{exact: 'https://a.b'}, {regex: '.*'}], allowMethods: [GET, '*'], allowHeaders: [x-a], "
                    "exposeHeaders: [x-b], maxAge: 24h, allowCredentials: true, unmatchedPreflights: IGNORE"))
           .cors;
  EXPECT_THAT(cors.allow_origins,
              ElementsAre(StringMatch{StringMatch::Type::kExact, "https://a.b"}, StringMatch{StringMatch::Type::kRegex, ".*"}));
  EXPECT_THAT(cors.allow_methods, ElementsAre("GET", "*"));
  EXPECT_THAT(cors.allow_headers, ElementsAre("x-a"));
  EXPECT_THAT(cors.expose_headers, ElementsAre("x-b"));
  EXPECT_EQ(cors.max_age, absl::Hours(24));
  EXPECT_EQ(cors.allow_credentials, true);
  EXPECT_FALSE(cors.forward_unmatched_preflights);
  cors = *ParsedRule(CorsRule("allowOrigin: [a]")).cors;
  EXPECT_THAT(cors.allow_origins, ElementsAre(StringMatch{StringMatch::Type::kExact, "a"}));
  EXPECT_FALSE(cors.allow_credentials.has_value());
  EXPECT_FALSE(cors.max_age.has_value());
  EXPECT_TRUE(cors.forward_unmatched_preflights);
  EXPECT_TRUE(ParsedRule(CorsRule("unmatchedPreflights: UNSPECIFIED")).cors->forward_unmatched_preflights);
  EXPECT_EQ(ParsedRule(CorsRule("allowOrigin: [a], allowOrigins: [{exact: b}]")).cors->allow_origins.at(0).value, "b");
}

TEST(HttpCors, IsChecked) {
  const std::string origin = "allowOrigins: [{exact: a}], ";
  ExpectProblems(
      {{CorsRule(origin + "allowMethods: ['*'], allowHeaders: ['*', x-a], exposeHeaders: ['*'], maxAge: 1m")},
       {CorsRule("allowOrigin: ['*']")},
       {CorsRule("allowOrigins: [{}]"),
        "spec.http[0].corsPolicy.allowOrigins[0]: Required value: must have one of exact, prefix and regex"},
       {CorsRule("allowOrigins: [{exact: ''}]"),
        "spec.http[0].corsPolicy.allowOrigins[0].exact: Invalid value: \"\": must not be empty"},
       {CorsRule("allowOrigins: [{prefix: ''}]"),
        "spec.http[0].corsPolicy.allowOrigins[0].prefix: Invalid value: \"\": must not be empty"},
       {CorsRule("allowOrigins: [{regex: ''}]"),
        "spec.http[0].corsPolicy.allowOrigins[0].regex: Invalid value: \"\": must be a regular expression that is not empty"},
       {CorsRule("allowOrigin: ['']"),
        "spec.http[0].corsPolicy.allowOrigin[0]: Invalid value: \"\": must be an origin such as \"https://example.com\""},
       {CorsRule(origin + "allowMethods: [FETCH]"),
        "spec.http[0].corsPolicy.allowMethods[0]: Unsupported value: \"FETCH\": supported values: \"GET\", \"HEAD\", \"POST\", "
        "\"PUT\", \"PATCH\", "
        "\"DELETE\", \"CONNECT\", \"OPTIONS\", \"TRACE\", \"*\""},
       {CorsRule(origin + "allowHeaders: ['a b']"),
        "spec.http[0].corsPolicy.allowHeaders[0]: Invalid value: \"a b\": must be the name of a header or \"*\""},
       {CorsRule(origin + "exposeHeaders: ['']"),
        "spec.http[0].corsPolicy.exposeHeaders[0]: Invalid value: \"\": must be the name of a header or \"*\""},
       {CorsRule(origin + "maxAge: 1.5s"), "spec.http[0].corsPolicy.maxAge: Invalid value: \"1.5s\": must be whole seconds"}});
  EXPECT_THAT(ProblemsOf(CorsRule("allowOrigins: [{regex: '*'}]")), ElementsAre(HasSubstr("in RE2 syntax")));
  EXPECT_THAT(ProblemsOf(CorsRule("unmatchedPreflights: DROP")), ElementsAre(HasSubstr("Unsupported value: \"DROP\"")));
  EXPECT_THAT(WarningsOf(CorsRule("maxAge: 1s")),
              ElementsAre("spec.http[0].corsPolicy: without allowOrigins no other origin may call"));
  EXPECT_THAT(WarningsOf(CorsRule(origin + "allowOrigin: [b]")),
              ElementsAre("spec.http[0].corsPolicy.allowOrigin: has no effect beside allowOrigins"));
}

}  // namespace
}  // namespace weft::manifest
