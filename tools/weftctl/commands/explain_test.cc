// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "explain/arguments.h"
#include "explain/near.h"
#include "support/temp_dir.h"
#include "weftctl/testing/fake_api.h"
#include "weftctl/testing/run.h"

namespace weft::ctl {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kServices = R"(apiVersion: v1
kind: Service
metadata: {name: reviews}
spec: {selector: {app: reviews}, ports: [{name: http, port: 9080, targetPort: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: ratings}
spec: {selector: {app: ratings}, ports: [{name: http, port: 9080}, {name: admin, port: 9081}]}
---
apiVersion: v1
kind: Service
metadata: {name: reviews-archive, namespace: shop}
spec: {selector: {app: reviews-archive}, ports: [{name: http, port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: reviews}
spec:
  host: reviews
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}}
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: reviews-1}
spec: {address: 127.0.0.1, ports: {http: 9083}, labels: {app: reviews, version: v1}}
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: reviews-2}
spec: {address: 127.0.0.1, ports: {http: 9084}, labels: {app: reviews, version: v2}}
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: page}
spec: {address: 127.0.0.1, ports: {http: 9080}, labels: {app: productpage, version: v1}}
)";

constexpr const char* kJason = R"(apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: reviews}
spec:
  hosts: [reviews]
  http:
  - name: jason
    match:
    - headers: {end-user: {exact: jason}}
    route:
    - destination: {host: reviews, subset: v2}
  - route:
    - destination: {host: reviews, subset: v1}
    timeout: 2s
)";

class ExplainTest : public ::testing::Test {
 protected:
  ExplainTest() : services_(folder_.Write("services.yaml", kServices)) {}

  // Explains a call of productpage to reviews:9080 with these rules.
  Ran Explain(const std::string& rules, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"explain", "--from", "productpage", "--to", "reviews:9080", "-f", services_};
    if (!rules.empty()) arguments.push_back(folder_.Write("rules.yaml", rules));
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunCtl(std::move(arguments));
  }
  json ExplainJson(const std::string& rules, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"-o", "json"});
    Ran ran = Explain(rules, std::move(more));
    EXPECT_EQ(ran.code, kDone) << ran.err;
    return json::parse(ran.out, nullptr, false);
  }
  std::string RulesLine(int line) const { return folder_.path().string() + "/rules.yaml:" + std::to_string(line); }

  test::TempDir folder_;
  std::string services_;
};

std::string RuleWith(const std::string& http, const std::string& more = "") {
  return "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\nspec:\n  hosts: [reviews]\n" +
         more + "  http:\n" + http;
}

TEST_F(ExplainTest, JasonGoesToV2ByTheRuleAtThatLine) {
  json report = ExplainJson(kJason, {"--header", "end-user=jason"});
  EXPECT_EQ(report["outcome"], "route");
  EXPECT_EQ(report["rule"]["name"], "reviews");
  EXPECT_EQ(report["rule"]["field"], "http[0].match[0]");
  EXPECT_EQ(report["rule"]["file"], RulesLine(9));
  EXPECT_EQ(report["rule"]["conditions"], json::array({"header \"end-user\" is \"jason\""}));
  ASSERT_EQ(report["destinations"].size(), 1u);
  const json& destination = report["destinations"][0];
  EXPECT_EQ(destination["host"], "reviews.default.svc.cluster.local");
  EXPECT_EQ(destination["subset"], "v2");
  EXPECT_EQ(destination["percent"], 100);
  ASSERT_EQ(destination["endpoints"].size(), 1u);
  EXPECT_EQ(destination["endpoints"][0]["address"], "127.0.0.1:9084");
  EXPECT_EQ(destination["endpoints"][0]["workload"], "reviews-2");
  EXPECT_EQ(destination["endpoints"][0]["labels"]["version"], "v2");
  EXPECT_FALSE(report.contains("not_matched"));
}

TEST_F(ExplainTest, OthersGoToV1AndAreToldWhyNotToV2) {
  json report = ExplainJson(kJason);
  EXPECT_EQ(report["rule"]["field"], "http[1]");
  EXPECT_EQ(report["destinations"][0]["subset"], "v1");
  EXPECT_EQ(report["policy"]["timeout"], "2s");
  ASSERT_EQ(report["not_matched"].size(), 1u);
  EXPECT_EQ(report["not_matched"][0]["field"], "http[0].match[0]");
  EXPECT_EQ(report["not_matched"][0]["file"], RulesLine(9));
  EXPECT_THAT(report["not_matched"][0]["why"].get<std::string>(), HasSubstr("header \"end-user\""));
}

TEST_F(ExplainTest, TheTextIsForSomebodyNew) {
  Ran ran = Explain(kJason, {"--header", "end-user=jason", "--path", "/reviews/0"});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_EQ(ran.out,
            "GET http://reviews:9080/reviews/0  end-user: jason\n"
            "  from        productpage in namespace default (app=productpage,version=v1)\n"
            "  to          reviews.default.svc.cluster.local port 9080 (Service default/reviews)\n"
            "  rule        VirtualService default/reviews, http[0].match[0] \"jason\"\n"
            "  at          " +
                RulesLine(9) +
                "\n"
                "  because     header \"end-user\" is \"jason\"\n"
                "\n"
                "  DESTINATION    SHARE     SUBSET            ENDPOINTS\n"
                "  reviews:9080   100%      v2 (version=v2)   127.0.0.1:9084 (reviews-2)\n"
                "\n"
                "  timeout     none\n"
                "  retries     2 more, on connect-failure,refused-stream,retriable-status-codes,cancelled,unavailable; "
                "elsewhere than before\n");
}

TEST_F(ExplainTest, WithoutRulesEverythingGoesToTheService) {
  json report = ExplainJson("");
  EXPECT_TRUE(report["virtual_service"].is_null());
  EXPECT_TRUE(report["rule"].is_null());
  EXPECT_EQ(report["destinations"][0]["endpoints"].size(), 2u);
  EXPECT_THAT(Explain("").out, HasSubstr("no VirtualService owns the host, every call goes to the service"));
}

TEST_F(ExplainTest, RulesThatAreAllForOthersLeaveTheServicesDefault) {
  Ran ran =
      Explain(RuleWith("  - match: [{sourceNamespace: shop}]\n    route: [{destination: {host: reviews, subset: v1}}]\n"));
  EXPECT_THAT(
      ran.out,
      AllOf(HasSubstr("none: VirtualService default/reviews has no rule for this caller, every call goes to the service"),
            HasSubstr("is for callers in namespace \"shop\"")));
}

TEST_F(ExplainTest, HttpRulesOfAPortThatIsNotHttpAreRemarkedOn) {
  const std::string service =
      "---\napiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {selector: {app: db}, ports: [{name: tcp-db, port: "
      "3306}]}\n";
  const std::string rule =
      "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: db}\nspec: {hosts: [db], http: "
      "[{route: [{destination: {host: db}}]}]}\n";
  Ran ran = RunCtl({"explain", "--from", "a", "--to", "db", "-f", folder_.Write("db.yaml", service + rule)});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("note: VirtualService \"default/db\": its http rules do not concern port 3306"),
                             Not(HasSubstr("never reached"))));
}

TEST_F(ExplainTest, AHostThatOnlyARuleKnowsIsFollowed) {
  const std::string rule =
      "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: alias}\nspec: {hosts: [books.example.com], "
      "http: "
      "[{route: [{destination: {host: reviews, port: {number: 9080}}}]}]}\n";
  Ran ran = RunCtl({"explain", "--from", "a", "--to", "books.example.com", "-f", services_, folder_.Write("alias.yaml", rule)});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("to          books.example.com port 80 (no service, only a rule knows it)"),
                             HasSubstr("  reviews:9080")))
      << ran.err;
}

TEST_F(ExplainTest, AServiceThatNobodyServesSaysWhatCallersGet) {
  EXPECT_THAT(RunCtl({"explain", "--from", "a", "--to", "ratings:9080", "-f", services_}).out,
              HasSubstr("none: calls get 503 until one is there"));
}

TEST_F(ExplainTest, WeightsAreSharesOfTheCalls) {
  json report =
      ExplainJson(RuleWith("  - route:\n    - {destination: {host: reviews, subset: v1}, weight: 3}\n"
                           "    - {destination: {host: reviews, subset: v9}, weight: 1}\n"));
  EXPECT_EQ(report["destinations"][0]["percent"], 75);
  EXPECT_EQ(report["destinations"][1]["percent"], 25);
  EXPECT_THAT(report["destinations"][1]["missing"].get<std::string>(), HasSubstr("subset \"v9\""));
}

TEST_F(ExplainTest, RulesForOtherCallersSayWhoseTheyAre) {
  json report = ExplainJson(
      RuleWith("  - match: [{port: 81}, {gateways: [edge]}, {sourceNamespace: shop}, {sourceLabels: {version: v7}}]\n"
               "    route: [{destination: {host: reviews}}]\n"
               "  - match: [{sourceLabels: {version: v1}}]\n    route: [{destination: {host: reviews, subset: v1}}]\n"
               "  - route: [{destination: {host: reviews, subset: v2}}]\n"));
  EXPECT_EQ(report["rule"]["field"], "http[1].match[0]");
  std::vector<std::string> whys;
  for (const json& rule : report["left_out"])
    whys.push_back(rule["field"].get<std::string>() + " " + rule["why"].get<std::string>());
  EXPECT_THAT(
      whys, ElementsAre("http[0].match[0] is for calls to port 81", "http[0].match[1] is for gateways alone",
                        "http[0].match[2] is for callers in namespace \"shop\"",
                        "http[0].match[3] is for callers with the labels version=v7; this one has app=productpage, version=v1",
                        "http[2] is never reached: a rule before it takes every call"));
}

TEST_F(ExplainTest, TheCallersLabelsMayBeGiven) {
  const std::string rules = RuleWith(
      "  - match: [{sourceLabels: {version: v7}}]\n    route: [{destination: {host: reviews, subset: v1}}]\n"
      "  - route: [{destination: {host: reviews, subset: v2}}]\n");
  EXPECT_EQ(ExplainJson(rules)["destinations"][0]["subset"], "v2");
  Ran ran = RunCtl({"explain", "--from", "productpage,version=v7", "--to", "reviews", "-f", services_,
                    folder_.path().string() + "/rules.yaml", "-o", "json"});
  ASSERT_EQ(ran.code, kDone) << ran.err;
  EXPECT_EQ(json::parse(ran.out)["destinations"][0]["subset"], "v1");
}

TEST_F(ExplainTest, WorkloadsThatDifferAreMentioned) {
  Ran ran = RunCtl({"explain", "--from", "reviews", "--to", "reviews", "-f", services_});
  EXPECT_THAT(ran.out, AllOf(HasSubstr("(app=reviews)"), HasSubstr("note: 2 workloads are \"reviews\" and differ in version")));
}

TEST_F(ExplainTest, PoliciesAreInWords) {
  Ran ran = Explain(RuleWith(
      "  - fault: {delay: {fixedDelay: 7s, percentage: {value: 50}}, abort: {httpStatus: 503, percentage: {value: 100}}}\n"
      "    retries: {attempts: 3, perTryTimeout: 1s, retryOn: \"5xx,418\"}\n    timeout: 10s\n"
      "    route: [{destination: {host: reviews}}]\n"));
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("  fault       delay of 7s for 50% of the calls; abort with status 503 for every call\n"),
                    HasSubstr("  timeout     10s\n"), HasSubstr("  retries     3 more, on 5xx,"), HasSubstr("status 418"),
                    HasSubstr("1s for each try")))
      << ran.err;
}

TEST_F(ExplainTest, WhatIsRewrittenCopiedAndChangedIsShown) {
  const std::string rules = RuleWith(
      "  - match: [{uri: {prefix: /v1}}]\n    rewrite: {uri: /api, authority: other}\n"
      "    headers: {request: {set: {x-a: b}}, response: {remove: [server]}}\n"
      "    mirror: {host: reviews, subset: v2}\n    mirrorPercentage: {value: 10}\n"
      "    route: [{destination: {host: reviews, subset: v1}}]\n");
  json report = ExplainJson(rules, {"--path", "/v1/x"});
  EXPECT_EQ(report["rule"]["conditions"], json::array({"path starts with \"/v1\""}));
  ASSERT_EQ(report["mirrors"].size(), 1u);
  EXPECT_EQ(report["mirrors"][0]["percent"], 10);
  EXPECT_EQ(report["policy"]["request_headers"], json::array({"set x-a: b"}));
  Ran ran = Explain(rules, {"--path", "/v1/x"});
  EXPECT_THAT(
      ran.out,
      AllOf(HasSubstr("  rewrite     the path's beginning \"/v1\" becomes \"/api\"; the host becomes \"other\"\n"),
            HasSubstr("  request     set x-a: b\n"), HasSubstr("  response    remove server\n"), HasSubstr("  MIRROR")));
}

TEST_F(ExplainTest, RedirectsAndDirectAnswersAreOutcomes) {
  json redirect = ExplainJson(RuleWith("  - redirect: {uri: /new, authority: example.com, redirectCode: 302}\n"));
  EXPECT_EQ(redirect["outcome"], "redirect");
  EXPECT_EQ(redirect["policy"]["redirect"]["status"], 302);
  json answer = ExplainJson(RuleWith("  - directResponse: {status: 418, body: {string: tea}}\n"));
  EXPECT_EQ(answer["outcome"], "direct_response");
  EXPECT_THAT(Explain(RuleWith("  - directResponse: {status: 418, body: {string: tea}}\n")).out,
              HasSubstr("  answer      status 418, \"tea\"\n"));
}

TEST_F(ExplainTest, ACallThatNoRuleTakesNamesTheOwner) {
  Ran ran = Explain(RuleWith("  - match: [{uri: {exact: /a}}]\n    route: [{destination: {host: reviews}}]\n"));
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("VirtualService default/reviews"), HasSubstr("404"), HasSubstr("path \"/\" is not \"/a\"")));
}

TEST_F(ExplainTest, VirtualServicesThatAreNotUsedSayWhy) {
  const std::string later = "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ";
  const std::string rest = "  http: [{route: [{destination: {host: reviews, subset: v1}}]}]\n";
  json report = ExplainJson(std::string(kJason) + later + "zzz}\nspec:\n  hosts: [reviews.default.svc.cluster.local]\n" + rest +
                            later + "edge}\nspec:\n  hosts: [reviews]\n  gateways: [edge]\n" + rest + later +
                            "hidden, namespace: shop}\nspec:\n"
                            "  hosts: [reviews.default.svc.cluster.local]\n  exportTo: [\".\"]\n" +
                            rest);
  std::vector<std::string> whys;
  for (const json& rule : report["others"])
    whys.push_back(rule["name"].get<std::string>() + ": " + rule["why"].get<std::string>());
  EXPECT_THAT(whys, ElementsAre("edge: is for gateways alone; only rules for \"mesh\" reach clients",
                                "zzz: is shadowed by VirtualService default/reviews, which comes first by name",
                                "hidden: is not exported to namespace \"default\""));
  EXPECT_EQ(report["others"][1]["file"], RulesLine(16));
}

TEST_F(ExplainTest, DelegatedRulesNameBothPlaces) {
  json report =
      ExplainJson(RuleWith("  - match: [{uri: {prefix: /a}}]\n    delegate: {name: leaf}\n"
                           "  - match: [{uri: {prefix: /b}}]\n    delegate: {name: nobody}\n"
                           "  - route: [{destination: {host: reviews}}]\n") +
                      "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: leaf}\nspec:\n"
                      "  http:\n  - match: [{uri: {prefix: /a/b}}]\n    route: [{destination: {host: reviews, subset: v2}}]\n",
                  {"--path", "/a/b/c"});
  EXPECT_THAT(report["rule"]["field"].get<std::string>(),
              AllOf(HasSubstr("http[0].match[0]"), HasSubstr("-> default/leaf http[0].match[0]")));
  EXPECT_EQ(report["rule"]["file"], RulesLine(18));
  EXPECT_EQ(report["destinations"][0]["subset"], "v2");
  EXPECT_THAT(report["left_out"].dump(), AllOf(HasSubstr("\"field\":\"http[1]\""), HasSubstr("default/nobody")));
}

TEST_F(ExplainTest, AnUnknownHostIsMetWithWhatIsNear) {
  Ran ran = RunCtl({"explain", "--from", "productpage", "--to", "reveiws:9080", "-f", services_});
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_EQ(ran.err, "error: nothing is called \"reveiws\" for a caller in namespace \"default\"; did you mean reviews?\n");
  EXPECT_EQ(RunCtl({"explain", "--from", "productpage", "--to", "reviews-archive", "-f", services_}).err,
            "error: nothing is called \"reviews-archive\" for a caller in namespace \"default\"; did you mean "
            "reviews-archive.shop?\n");
  EXPECT_EQ(
      RunCtl({"explain", "--from", "productpage", "--to", "completely-different", "-f", services_}).err,
      "error: nothing is called \"completely-different\" for a caller in namespace \"default\"; there are: ratings, reviews, "
      "reviews-archive.shop\n");
}

TEST_F(ExplainTest, PortsAreChosenWhereOnlyOneCanBeMeant) {
  EXPECT_THAT(RunCtl({"explain", "--from", "a", "--to", "reviews", "-f", services_}).out, HasSubstr("port 9080"));
  EXPECT_EQ(RunCtl({"explain", "--from", "a", "--to", "ratings", "-f", services_}).err,
            "error: \"ratings.default.svc.cluster.local\" has the ports 9080, 9081; name one, as in --to ratings:9080\n");
  EXPECT_THAT(RunCtl({"explain", "--from", "a", "--to", "reviews:80", "-f", services_}).err, HasSubstr("has the ports: 9080"));
}

TEST_F(ExplainTest, FilesMustBeRight) {
  Ran ran = Explain(RuleWith("  - route: [{destination: {host: reviews}, weight: -1}]\n"));
  EXPECT_EQ(ran.code, kRefused);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("rules.yaml:7: VirtualService \"reviews\": spec.http[0].route[0].weight: "),
                             Not(HasSubstr("error: \n"))));
  EXPECT_EQ(Explain("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n").code, kDone);
}

TEST_F(ExplainTest, ASenselessCommandLineIsRefusedWithTheRightForm) {
  EXPECT_EQ(RunCtl({"explain", "--from", "a"}).code, kUsage);
  EXPECT_EQ(RunCtl({"explain", "--from", "a.b.c", "--to", "x"}).code, kUsage);
  EXPECT_THAT(RunCtl({"explain", "--from", "a", "--to", "x:y", "-f", services_}).err,
              HasSubstr("--to is \"x:y\"; it must be HOST[:PORT]"));
  EXPECT_THAT(RunCtl({"explain", "--from", "a", "--to", "x", "--header", "nothing", "-f", services_}).err,
              HasSubstr("NAME=VALUE"));
  EXPECT_THAT(RunCtl({"explain", "--from", "a", "--to", "x", "--path", "x", "-f", services_}).err,
              HasSubstr("must begin with /"));
}

TEST(Explain, ReadsEveryKindOfAllNamespacesFromTheApi) {
  FakeApi api;
  api.Reply({200, R"({"items":[]})", {}});
  api.Reply({200,
             R"({"items":[{"metadata":{"name":"reviews","namespace":"default","resourceVersion":"5"},
                               "spec":{"ports":[{"port":9080}],"selector":{"app":"reviews"}}}]})",
             {}});
  api.Reply({200, R"({"items":[]})", {}});
  Ran ran = RunCtl({"explain", "--from", "a", "--to", "reviews", "--server", api.Address()});
  EXPECT_EQ(ran.code, kDone) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("none: no workload is known; processes announce themselves to a running server"));
  EXPECT_THAT(
      api.Requests(),
      ElementsAre("GET /api/v1/namespaces", "GET /api/v1/services", "GET /apis/networking.istio.io/v1/destinationrules",
                  "GET /apis/networking.istio.io/v1/gateways", "GET /apis/networking.istio.io/v1/serviceentries",
                  "GET /apis/networking.istio.io/v1/virtualservices", "GET /apis/networking.istio.io/v1/workloadentries"));
  EXPECT_THAT(RunCtl({"explain", "--from", "a", "--to", "b", "--server", "http://127.0.0.1:1"}).err,
              HasSubstr("cannot reach the API"));
}

TEST(ExplainArguments, AreTakenApart) {
  explain::CallerArgument caller = *explain::ParseCaller("web.shop,version=v2,tier=");
  EXPECT_EQ(caller.app, "web");
  EXPECT_EQ(caller.ns, "shop");
  EXPECT_EQ(caller.labels, (manifest::Labels{{"version", "v2"}, {"tier", ""}}));
  EXPECT_EQ(explain::ParseCaller("web")->ns, "default");
  for (const char* wrong : {"", ".shop", "web.", "a=b", "web,", "web,=x", "a.b.c"})
    EXPECT_FALSE(explain::ParseCaller(wrong).ok()) << wrong;
  EXPECT_EQ(explain::ParseCallee("Reviews:9080")->host, "reviews");
  EXPECT_EQ(explain::ParseCallee("http://reviews:9080")->port, 9080u);
  EXPECT_EQ(explain::ParseCallee("[::1]:80")->host, "::1");
  EXPECT_EQ(explain::ParseCallee("::1")->port, 0u);
  for (const char* wrong : {"", ":80", "a:", "a:0", "a:65536", "a/b", "[::1", "[::1]80"})
    EXPECT_FALSE(explain::ParseCallee(wrong).ok()) << wrong;
  EXPECT_EQ(*explain::ParseHeaderArgument("End-User: jason"), (std::pair<std::string, std::string>{"end-user", "jason"}));
}

}  // namespace
}  // namespace weft::ctl
