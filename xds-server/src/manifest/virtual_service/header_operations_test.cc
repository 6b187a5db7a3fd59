// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/header_operations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/test_rules.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string RuleHeaders(std::string_view headers) { return Rule("headers: {" + std::string(headers) + "}"); }
std::string DestinationHeaders(std::string_view headers) {
  return OneRule("route: [{destination: {host: a}, headers: {" + std::string(headers) + "}}]");
}

TEST(HeaderOperations, AreReadForRulesAndDestinations) {
  const std::string headers = "request: {set: {X-A: '1'}, add: {x-b: '%REQ(x-c)%'}, remove: [X-D]}, response: {add: {x-e: ''}}";
  for (const std::string& spec : {RuleHeaders(headers), DestinationHeaders(headers)}) {
    EXPECT_THAT(ProblemsOf(spec), IsEmpty());
    HttpRoute rule = ParsedRule(spec);
    std::optional<Headers> parsed = rule.headers ? rule.headers : rule.route.at(0).headers;
    ASSERT_TRUE(parsed.has_value());
    EXPECT_THAT(parsed->request.set, ElementsAre(Pair("x-a", "1")));
    EXPECT_THAT(parsed->request.add, ElementsAre(Pair("x-b", "%REQ(x-c)%")));
    EXPECT_THAT(parsed->request.remove, ElementsAre("x-d"));
    EXPECT_THAT(parsed->response.add, ElementsAre(Pair("x-e", "")));
    EXPECT_THAT(parsed->response.set, IsEmpty());
  }
  EXPECT_FALSE(ParsedRule(Rule("")).headers.has_value());
}

TEST(HeaderOperations, NamesAreThoseOfHeaders) {
  struct NameCase {
    std::string_view operations;
    std::string_view problem;  // behind the path of headers; empty when fine
  };
  const NameCase cases[] = {
      {"request: {set: {host: a}}", ""},
      {"request: {add: {':Authority': a}}", ""},
      {"request: {set: {'a b': x}}",
       ".request.set[a b]: Invalid value: \"a b\": must be the name of a header: letters, digits and any of !#$%&'*+-.^_`|~"},
      {"request: {add: {'': x}}",
       ".request.add[]: Invalid value: \"\": must be the name of a header: letters, digits and any of !#$%&'*+-.^_`|~"},
      {"request: {remove: ['']}",
       ".request.remove[0]: Invalid value: \"\": must be the name of a header: letters, digits and any of !#$%&'*+-.^_`|~"},
      {"request: {set: {':path': /}}",
       ".request.set[:path]: Invalid value: \":path\": of the names with ':' only :authority can be changed, and on requests "
       "alone"},
      {"request: {remove: [Host]}",
       ".request.remove[0]: Invalid value: \"Host\": the authority of a request cannot be removed, only set"},
      {"request: {remove: [':method']}",
       ".request.remove[0]: Invalid value: \":method\": of the names with ':' only :authority can be changed, and on requests "
       "alone"},
      {"response: {set: {host: x}}",
       ".response.set.host: Invalid value: \"host\": the authority belongs to requests; a response has none"},
      {"response: {add: {':authority': x}}",
       ".response.add[:authority]: Invalid value: \":authority\": the authority belongs to requests; a response has none"},
      {"response: {remove: [host]}",
       ".response.remove[0]: Invalid value: \"host\": the authority belongs to requests; a response has none"},
      {"response: {set: {':status': '200'}}",
       ".response.set[:status]: Invalid value: \":status\": of the names with ':' only :authority can be changed, and on "
       "requests alone"},
  };
  for (const NameCase& line : cases) {
    for (auto [spec, path] : {std::pair{RuleHeaders(line.operations), "spec.http[0].headers"},
                              std::pair{DestinationHeaders(line.operations), "spec.http[0].route[0].headers"}}) {
      if (line.problem.empty()) {
        EXPECT_THAT(ProblemsOf(spec), IsEmpty()) << spec;
      } else {
        EXPECT_THAT(ProblemsOf(spec), ElementsAre(path + std::string(line.problem))) << spec;
      }
    }
  }
}

TEST(HeaderOperations, ValuesAreTextWithExpressions) {
  auto value = [](std::string_view text) { return RuleHeaders("request: {set: {x: \"" + std::string(text) + "\"}}"); };
  for (std::string_view good :
       {"", "plain", "100%%", "%DOWNSTREAM_REMOTE_ADDRESS%", "%REQ(x-user?:authority)%", "a %PROTOCOL% b"}) {
    EXPECT_THAT(ProblemsOf(value(good)), IsEmpty()) << good;
  }
  for (std::string_view bad : {"100%", "%", "%REQ(x%", "%NO_SUCH_THING%", "%REQ()%"}) {
    EXPECT_THAT(ProblemsOf(value(bad)),
                ElementsAre(HasSubstr("spec.http[0].headers.request.set.x: Invalid value: \"" + std::string(bad) +
                                      "\": must be text with expressions such as %REQ(x-user)%, and %% for a percent sign: ")))
        << bad;
  }
  for (std::string_view bad : {"a\\nb", "a\\rb", "a\\0b"}) {
    EXPECT_THAT(ProblemsOf(value(bad)), ElementsAre(HasSubstr("must be one line without NUL characters"))) << bad;
  }
  EXPECT_THAT(WarningsOf(RuleHeaders("response: {set: {A: x, a: y}}")),
              ElementsAre("spec.http[0].headers.response.set.a: another entry names the same header, for names know no case; "
                          "only one of them counts"));
}

TEST(HeaderOperations, OnePlaceSetsTheAuthority) {
  ExpectProblems(
      {{Rule("rewrite: {authority: a}")},
       {Rule("rewrite: {uri: /x/}, headers: {request: {set: {host: a}}}")},
       {Rule("rewrite: {authority: a}, headers: {request: {set: {Host: b}}}"),
        "spec.http[0].headers.request.set.Host: Invalid value: \"b\": the authority is already set by "
        "spec.http[0].rewrite.authority; say it once"},
       {Rule("headers: {request: {set: {host: b}, add: {':authority': c}}}"),
        "spec.http[0].headers.request.add[:authority]: Invalid value: \"c\": the authority is already set by "
        "spec.http[0].headers.request.set.host; say it once"},
       {DestinationHeaders("request: {set: {host: b, ':authority': c}}"),
        "spec.http[0].route[0].headers.request.set.host: Invalid value: \"b\": the authority is already set by "
        "spec.http[0].route[0].headers.request.set[:authority]; say it once"},
       {OneRule("rewrite: {authority: a}, route: [{destination: {host: a}, headers: {request: {set: {host: b}}}}]")}});
}

}  // namespace
}  // namespace weft::manifest
