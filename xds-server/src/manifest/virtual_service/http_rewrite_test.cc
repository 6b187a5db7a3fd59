// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_rewrite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/test_rules.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Rewritten(std::string_view rewrite) {
  return Rule("match: [{uri: {exact: /x}}], rewrite: {" + std::string(rewrite) + "}");
}

TEST(HttpRewrite, IsRead) {
  HttpRoute rule = ParsedRule(Rewritten("authority: a.b, uriRegexRewrite: {match: '^/(.*)$', rewrite: '/v2/\\1'}"));
  ASSERT_TRUE(rule.rewrite.has_value());
  EXPECT_EQ(rule.rewrite->authority, "a.b");
  EXPECT_EQ(rule.rewrite->regex_match, "^/(.*)$");
  EXPECT_EQ(rule.rewrite->regex_rewrite, "/v2/\\1");
  EXPECT_EQ(ParsedRule(Rewritten("uri: /v1")).rewrite->uri, "/v1");
  EXPECT_FALSE(ParsedRule(Rule("")).rewrite.has_value());
}

TEST(HttpRewrite, ChangesSomethingInOneWay) {
  ExpectProblems({{Rewritten("uri: /v1")},
                  {Rewritten("authority: 'a:8080'")},
                  {Rewritten("uriRegexRewrite: {match: a, rewrite: b}")},
                  {Rewritten(""), "spec.http[0].rewrite: Required value: must have uri, uriRegexRewrite or authority"},
                  {Rewritten("uri: ''"), "spec.http[0].rewrite: Required value: must have uri, uriRegexRewrite or authority"},
                  {Rewritten("uri: '/a b'"),
                   "spec.http[0].rewrite.uri: Invalid value: \"/a b\": must be a path without blanks and control characters"},
                  {Rewritten("authority: 'a b'"),
                   "spec.http[0].rewrite.authority: Invalid value: \"a b\": must be a host, with a port where one is meant"},
                  {Rewritten("uriRegexRewrite: {rewrite: b}"),
                   "spec.http[0].rewrite.uriRegexRewrite.match: Required value: a substitution needs match and rewrite"},
                  {Rewritten("uriRegexRewrite: {match: a}"),
                   "spec.http[0].rewrite.uriRegexRewrite.rewrite: Required value: a substitution needs match and rewrite"},
                  {Rewritten("uriRegexRewrite: {match: '(', rewrite: b}"),
                   "spec.http[0].rewrite.uriRegexRewrite.match: Invalid value: \"(\": must be a regular expression in RE2 "
                   "syntax: missing ): ("}});
  EXPECT_THAT(ProblemsOf(Rewritten("uri: /a, uriRegexRewrite: {match: a, rewrite: b}")),
              ElementsAre(HasSubstr("must have only one of uri and uriRegexRewrite")));
  EXPECT_THAT(
      ProblemsOf(Rewritten("uriRegexRewrite: {match: '(a)', rewrite: '\\2'}")),
      ElementsAre(HasSubstr("must fit the groups of spec.http[0].rewrite.uriRegexRewrite.match, where \\1 is the first: ")));
  EXPECT_THAT(ProblemsOf(Rewritten("uriRegexRewrite: {match: '" + std::string(1025, 'a') + "', rewrite: b}")),
              ElementsAre(HasSubstr("at most 1024")));
}

TEST(HttpRewrite, WarnsOfPathsThatNobodyMeans) {
  auto prefix = [](std::string_view prefix, std::string_view uri) {
    return WarningsOf(Rule("match: [{uri: {prefix: " + std::string(prefix) + "}}], rewrite: {uri: " + std::string(uri) + "}"));
  };
  EXPECT_THAT(prefix("/common/", "/"), IsEmpty());
  EXPECT_THAT(prefix("/common", "/v1"), IsEmpty());
  EXPECT_THAT(prefix("/common", "/"), ElementsAre("spec.http[0].rewrite.uri: turns \"/common/x\" into \"//x\"; it would not if "
                                                  "spec.http[0].match[0].uri.prefix ended with \"/\" too"));
  EXPECT_THAT(WarningsOf(Rule("rewrite: {uri: /v1}")),
              ElementsAre("spec.http[0].rewrite.uri: turns \"/x\" into \"/v1x\"; without a match the prefix is \"/\""));
  EXPECT_THAT(
      WarningsOf(Rule("match: [{method: {exact: GET}}], rewrite: {uri: /v1}")),
      ElementsAre(
          "spec.http[0].rewrite.uri: turns \"/x\" into \"/v1x\"; without uri in spec.http[0].match[0] the prefix is \"/\""));
  EXPECT_THAT(WarningsOf(Rule("rewrite: {uri: /v1/}")), IsEmpty());
}

}  // namespace
}  // namespace weft::manifest
