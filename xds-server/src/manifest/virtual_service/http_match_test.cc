// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/test_rules.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string MatchRule(std::string_view match) { return Rule("match: [{" + std::string(match) + "}]"); }

TEST(HttpMatch, TextsHaveOneKind) {
  ExpectProblems({{MatchRule("uri: {exact: /a}, scheme: {exact: http}, method: {regex: 'GET|HEAD'}, authority: {prefix: a}")},
                  {MatchRule("uri: {}")},
                  {MatchRule("uri: {prefix: ''}")},
                  {MatchRule("queryParams: {q: {exact: ''}, r: {}, s: {regex: '*'}}")},
                  {MatchRule("uri: {exact: a, prefix: b}"),
                   "spec.http[0].match[0].uri: Invalid value: {\"exact\":\"a\",\"prefix\":\"b\"}: must have only one of exact, "
                   "prefix and regex"}});
  for (std::string_view field : {"scheme", "method", "authority"}) {
    EXPECT_THAT(ProblemsOf(MatchRule(std::string(field) + ": {prefix: ''}")),
                ElementsAre("spec.http[0].match[0]." + std::string(field) +
                            ".prefix: Invalid value: \"\": must not be empty; an empty match, {}, asks for presence alone"));
  }
  for (std::string_view field : {"headers", "withoutHeaders", "queryParams"}) {
    EXPECT_THAT(ProblemsOf(MatchRule(std::string(field) + ": {x: {prefix: ''}}")),
                ElementsAre("spec.http[0].match[0]." + std::string(field) +
                            ".x.prefix: Invalid value: \"\": must not be empty; an empty match, {}, asks for presence alone"));
  }
}

TEST(HttpMatch, RegexesAreQuotedWithWhatIsWrong) {
  for (std::string_view field : {"uri", "scheme", "method", "authority"}) {
    EXPECT_THAT(ProblemsOf(MatchRule(std::string(field) + ": {regex: '[a-'}")),
                ElementsAre("spec.http[0].match[0]." + std::string(field) +
                            ".regex: Invalid value: \"[a-\": must be a regular expression in RE2 syntax: missing ]: [a-"));
  }
  for (std::string_view field : {"headers", "withoutHeaders", "queryParams"}) {
    EXPECT_THAT(ProblemsOf(MatchRule(std::string(field) + ": {x: {regex: '(?=a)'}}")),
                ElementsAre(HasSubstr("." + std::string(field) +
                                      ".x.regex: Invalid value: \"(?=a)\": must be a regular expression in RE2 syntax")));
  }
  EXPECT_THAT(ProblemsOf(MatchRule("uri: {regex: ''}")),
              ElementsAre(HasSubstr("must be a regular expression that is not empty")));
  EXPECT_THAT(ProblemsOf(MatchRule("uri: {regex: '" + std::string(1024, 'a') + "'}")), IsEmpty());
  EXPECT_THAT(
      ProblemsOf(MatchRule("uri: {regex: '" + std::string(1025, 'a') + "'}")),
      ElementsAre(
          "spec.http[0].match[0].uri.regex: Too long: the regular expression has 1025 characters, at most 1024 are allowed"));
}

TEST(HttpMatch, HeaderNamesAreTokensOrPseudoHeaders) {
  ExpectProblems(
      {{MatchRule("headers: {end-user: {exact: a}, ':authority': {prefix: b}, X: {}}")},
       {MatchRule("withoutHeaders: {a: null, b: {}, c: {regex: '*'}}")},
       {MatchRule("headers: {'a b': {exact: x}}"),
        "spec.http[0].match[0].headers[a b]: Invalid value: \"a b\": must be the name of a header"},
       {MatchRule("headers: {'': {exact: x}}"),
        "spec.http[0].match[0].headers[]: Invalid value: \"\": must be the name of a header"},
       {MatchRule("withoutHeaders: {'a:b': {}}"),
        "spec.http[0].match[0].withoutHeaders[a:b]: Invalid value: \"a:b\": must be the name of a header"},
       {MatchRule("headers: {A: {}, a: {}}"),
        "spec.http[0].match[0].headers.a: Invalid value: {}: names the same header as A: names of headers know no case"}});
  EXPECT_THAT(ProblemsOf(MatchRule("headers: {a: null}")),
              ElementsAre(HasSubstr("spec.http[0].match[0].headers.a in body must be of type object: \"null\"")));
}

TEST(HttpMatch, ClaimsOfTokensBelongToGateways) {
  auto claim = [](std::string_view gateways, std::string_view field) {
    return "{hosts: [a.b], gateways: [" + std::string(gateways) + "], http: [{match: [{" + std::string(field) +
           ": {'@request.auth.claims.group': {exact: x}}}], redirect: {uri: /x}}]}";
  };
  const std::string_view kRefusal =
      ": Forbidden: claims of a token are known at gateways alone, and this VirtualService applies to the mesh";
  EXPECT_THAT(ProblemsOf(claim("gw", "headers")), IsEmpty());
  EXPECT_THAT(ProblemsOf(claim("gw", "withoutHeaders")), IsEmpty());
  EXPECT_THAT(ProblemsOf(claim("gw, mesh", "headers")), ElementsAre(HasSubstr(std::string(kRefusal))));
  EXPECT_THAT(ProblemsOf(claim("", "withoutHeaders")), ElementsAre(HasSubstr(std::string(kRefusal))));
}

TEST(HttpMatch, ChecksWhoCalls) {
  ExpectProblems({{MatchRule("port: 80, sourceLabels: {app: a, 'x.io/y': ''}, sourceNamespace: shop")},
                  {MatchRule("gateways: [mesh, ns/gw]")},
                  {MatchRule("sourceNamespace: a.b"),
                   "spec.http[0].match[0].sourceNamespace: Invalid value: \"a.b\": must be a DNS label: at most 63 lower case "
                   "letters, digits or "
                   "'-', with a letter or digit at either end"},
                  {MatchRule("gateways: ['*']"),
                   "spec.http[0].match[0].gateways[0]: Invalid value: \"*\": must be \"mesh\", the name of a gateway, or "
                   "namespace/name"}});
  EXPECT_THAT(ProblemsOf(MatchRule("sourceLabels: {app: 'a b'}")),
              ElementsAre(HasSubstr("spec.http[0].match[0].sourceLabels.app: Invalid value: \"a b\"")));
  EXPECT_THAT(ProblemsOf(MatchRule("port: 0")), ElementsAre(HasSubstr("greater than or equal to 1")));
  EXPECT_THAT(ProblemsOf(MatchRule("port: 65536")), ElementsAre(HasSubstr("less than or equal to 65535")));
  EXPECT_THAT(WarningsOf(MatchRule("gateways: [mesh], sourceLabels: {app: a}, sourceNamespace: b")),
              ElementsAre("spec.http[0].match[0].sourceLabels: is not looked at beside gateways of the same match",
                          "spec.http[0].match[0].sourceNamespace: is not looked at beside gateways of the same match"));
  EXPECT_THAT(
      WarningsOf(MatchRule("gateways: [gw]")),
      ElementsAre(
          "spec.http[0].match[0].gateways: names none of spec.gateways, which is [mesh] when not given: nothing matches"));
}

}  // namespace
}  // namespace weft::manifest
