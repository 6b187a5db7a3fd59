// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/http_action.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/test_rules.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kOneAction = "must have only one of route, redirect, directResponse and delegate";

TEST(HttpAction, IsExactlyOne) {
  ExpectProblems(
      {{Rule("")},
       {OneRule("redirect: {uri: /x}")},
       {OneRule("directResponse: {status: 200}")},
       {OneRule("delegate: {name: other, namespace: shop}")},
       {OneRule("match: []"),
        "spec.http[0].route: Required value: a rule must have one of route, redirect, directResponse and delegate"},
       {OneRule("route: []"),
        "spec.http[0].route: Required value: a rule must have one of route, redirect, directResponse and delegate"}});
  for (const std::string& spec : {Rule("redirect: {uri: /x}"), Rule("directResponse: {status: 200}"),
                                  OneRule("redirect: {uri: /x}, directResponse: {status: 200}")}) {
    EXPECT_THAT(ProblemsOf(spec), ElementsAre(HasSubstr(std::string(kOneAction)))) << spec;
  }
}

TEST(HttpAction, RepliesForwardNothing) {
  ExpectProblems(
      {{OneRule("redirect: {uri: /x}, fault: {delay: {fixedDelay: 1s}}"),
        "spec.http[0].fault: Forbidden: cannot stand beside redirect"},
       {OneRule("redirect: {uri: /x}, rewrite: {uri: /}"), "spec.http[0].rewrite: Forbidden: cannot stand beside redirect"},
       {OneRule("directResponse: {status: 200}, fault: {delay: {fixedDelay: 1s}}"),
        "spec.http[0].fault: Forbidden: cannot stand beside directResponse"},
       {OneRule("directResponse: {status: 200}, rewrite: {uri: /}"),
        "spec.http[0].rewrite: Forbidden: cannot stand beside directResponse"}});
  EXPECT_THAT(WarningsOf(OneRule("directResponse: {status: 200}, timeout: 1s, headers: {response: {set: {a: b}}}")),
              ElementsAre("spec.http[0].timeout: has no effect beside directResponse, which forwards nothing"));
}

TEST(HttpAction, ARuleThatDelegatesLeavesTheDestinationToTheOther) {
  ExpectProblems({{OneRule("delegate: {name: other}, timeout: 1s, rewrite: {uri: /x/}, fault: {delay: {fixedDelay: 1s}}")},
                  {Rule("delegate: {name: other}"),
                   "spec.http[0].route: Forbidden: cannot stand beside delegate, whose VirtualService says where calls go"},
                  {OneRule("delegate: {name: other}, redirect: {uri: /x}"),
                   "spec.http[0].redirect: Forbidden: cannot stand beside delegate, whose VirtualService says where calls go"},
                  {OneRule("delegate: {}"),
                   "spec.http[0].delegate.name: Invalid value: null: must be the name of a VirtualService without hosts"},
                  {OneRule("delegate: {name: A_b}"),
                   "spec.http[0].delegate.name: Invalid value: \"A_b\": must be the name of a VirtualService without hosts"},
                  {"{http: [{delegate: {name: other}}]}",
                   "spec.http[0].delegate: Forbidden: a VirtualService without hosts must not delegate further"}});
  EXPECT_THAT(ProblemsOf(OneRule("delegate: {name: a, namespace: a.b}")),
              ElementsAre(HasSubstr("spec.http[0].delegate.namespace: Invalid value")));
  EXPECT_THAT(WarningsOf(OneRule("delegate: {name: a}, directResponse: {status: 200}")),
              ElementsAre("spec.http[0].directResponse: answers every call that delegate's rules would route"));
  HttpRoute rule = ParsedRule(OneRule("delegate: {name: other, namespace: shop}"));
  ASSERT_TRUE(rule.delegate.has_value());
  EXPECT_EQ(rule.delegate->name, "other");
  EXPECT_EQ(rule.delegate->ns, "shop");
}

TEST(HttpInterplay, AFaultComesBeforeTimeoutAndRetries) {
  const std::string fault = "fault: {delay: {fixedDelay: 1s, percentage: {value: 1}}}";
  const std::string warning =
      "spec.http[0].fault: is put in before the call is made: timeout does not shorten a delay and retries do not repeat an "
      "aborted call";
  EXPECT_THAT(WarningsOf(Rule(fault)), IsEmpty());
  EXPECT_THAT(WarningsOf(Rule(fault + ", retries: {}")), IsEmpty());
  EXPECT_THAT(WarningsOf(Rule(fault + ", timeout: 2s")), ElementsAre(warning));
  EXPECT_THAT(WarningsOf(Rule(fault + ", retries: {attempts: 1}")), ElementsAre(warning));
}

TEST(HttpInterplay, ATryAsLongAsTheWholeLeavesNoTimeForAnother) {
  EXPECT_THAT(WarningsOf(Rule("timeout: 2s, retries: {attempts: 1, perTryTimeout: 1s}")), IsEmpty());
  EXPECT_THAT(WarningsOf(Rule("timeout: 2s, retries: {attempts: 1, perTryTimeout: 2000ms}")),
              ElementsAre("spec.http[0].retries.perTryTimeout: is not shorter than spec.http[0].timeout (2s), so one slow try "
                          "takes all the time"));
}

}  // namespace
}  // namespace weft::manifest
