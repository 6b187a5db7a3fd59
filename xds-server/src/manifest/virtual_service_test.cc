#include "manifest/virtual_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/kind.h"
#include "manifest/references.h"
#include "manifest/yaml.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Json ServiceObject(std::string_view spec) {
  std::string text = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews, namespace: default}\nspec: ";
  auto documents = ParseYaml(text + std::string(spec));
  EXPECT_TRUE(documents.ok()) << documents.status();
  return documents.ok() ? documents->front().json : Json();
}

Report CheckSpec(std::string_view spec) {
  Json object = ServiceObject(spec);
  return Check(*FindByAnyName("vs"), object, UnknownFields::kRefuse);
}

std::vector<std::string> ProblemsOf(std::string_view spec) {
  std::vector<std::string> lines;
  for (const Problem& problem : CheckSpec(spec).problems) lines.push_back(problem.field + ": " + problem.message);
  return lines;
}

// A spec with one rule that has these fields besides its route.
std::string Rule(std::string_view fields) {
  return "{hosts: [reviews], http: [{" + std::string(fields) + (fields.empty() ? "" : ", ") + "route: [{destination: {host: reviews}}]}]}";
}

TEST(VirtualService, ReadsWhatAManifestSays) {
  Json object = ServiceObject(R"(
  hosts: [reviews]
  http:
  - name: jason
    match:
    - headers: {End-User: {exact: jason}, cookie: {regex: '^(.*;)?x(;.*)?$'}, x: {}}
      withoutHeaders: {y: {prefix: z}}
      uri: {prefix: /api}
      queryParams: {Q: {exact: ''}}
      ignoreUriCase: true
      port: 9080
      sourceLabels: {app: productpage}
    timeout: 0.5s
    retries: {attempts: 3, perTryTimeout: 2s, retryOn: '5xx,503', backoff: 30ms}
    fault:
      delay: {percentage: {value: 10.5}, fixedDelay: 7s}
      abort: {grpcStatus: UNAVAILABLE, percentage: {value: 100}}
    mirror: {host: other}
    route:
    - destination: {host: reviews, subset: v2, port: {number: 9080}}
      weight: 75
    - destination: {host: reviews}
      weight: 25
  exportTo: ['.']
)");
  EXPECT_TRUE(Check(*FindByAnyName("vs"), object, UnknownFields::kRefuse).ok());
  auto service = ParseVirtualService(object);
  ASSERT_TRUE(service.ok()) << service.status();
  EXPECT_THAT(service->gateways, ElementsAre("mesh"));
  EXPECT_THAT(service->export_to, ElementsAre("."));
  const HttpRoute& route = service->http.at(0);
  const HttpMatch& match = route.match.at(0);
  EXPECT_EQ(match.headers.at("end-user"), (StringMatch{StringMatch::Type::kExact, "jason"}));
  EXPECT_EQ(match.headers.at("cookie").type, StringMatch::Type::kRegex);
  EXPECT_EQ(match.headers.at("x").type, StringMatch::Type::kPresent);
  EXPECT_EQ(match.without_headers.at("y").value, "z");
  EXPECT_EQ(match.query_params.at("Q").type, StringMatch::Type::kExact);
  EXPECT_TRUE(match.ignore_uri_case);
  EXPECT_EQ(match.port, 9080U);
  EXPECT_EQ(route.timeout, absl::Milliseconds(500));
  EXPECT_EQ(route.retries->attempts, 3);
  EXPECT_EQ(route.retries->per_try_timeout, absl::Seconds(2));
  EXPECT_EQ(route.fault->delay->percentage, 10.5);
  EXPECT_EQ(route.fault->abort->grpc_status, 14);
  EXPECT_EQ(route.route.at(0).destination.subset, "v2");
  EXPECT_EQ(route.route.at(0).destination.port, 9080U);
  EXPECT_EQ(route.route.at(1).weight, 25);
  EXPECT_THAT(route.ignored, ElementsAre("mirror"));
}

TEST(VirtualService, WarnsOfWhatIsAcceptedButNotApplied) {
  EXPECT_THAT(CheckSpec(Rule("rewrite: {uri: /v1}")).warnings, ElementsAre("spec.http[0].rewrite: accepted, but Weft does not apply it yet"));
}

TEST(VirtualService, NeedsExactlyOneAction) {
  EXPECT_THAT(ProblemsOf("{hosts: [a], http: [{match: []}]}"),
              ElementsAre("spec.http[0].route: Required value: a rule must have one of route, redirect, directResponse and delegate"));
  EXPECT_THAT(ProblemsOf(Rule("redirect: {uri: /x}")), ElementsAre(HasSubstr("must have only one of route, redirect")));
  EXPECT_THAT(ProblemsOf("{hosts: [a]}"), ElementsAre("spec.http: Required value: must have at least one rule in http, tls or tcp"));
}

TEST(VirtualService, ChecksWeights) {
  auto weights = [](int a, int b) {
    return "{hosts: [a], http: [{route: [{destination: {host: a}, weight: " + std::to_string(a) + "}, {destination: {host: b}, weight: " +
           std::to_string(b) + "}]}]}";
  };
  EXPECT_THAT(ProblemsOf(weights(1, 2)), IsEmpty());
  EXPECT_THAT(ProblemsOf(weights(5, -1)), ElementsAre("spec.http[0].route[1].weight: Invalid value: -1: must be 0 or more"));
  EXPECT_THAT(ProblemsOf(weights(0, 0)), ElementsAre(HasSubstr("must add up to more than 0")));
  EXPECT_THAT(ProblemsOf("{hosts: [a], http: [{route: [{destination: {host: a}, weight: 0}]}]}"), IsEmpty());
}

TEST(VirtualService, QuotesABadRegexAndWhatIsWrongWithIt) {
  EXPECT_THAT(ProblemsOf(Rule("match: [{uri: {regex: '[a-'}}]")),
              ElementsAre("spec.http[0].match[0].uri.regex: Invalid value: \"[a-\": must be a regular expression in RE2 syntax: missing ]: [a-"));
  std::string longest = "'" + std::string(1025, 'a') + "'";
  EXPECT_THAT(ProblemsOf(Rule("match: [{uri: {regex: " + longest + "}}]")), ElementsAre(HasSubstr("1025 characters, at most 1024")));
  EXPECT_THAT(ProblemsOf(Rule("match: [{headers: {x: {regex: '*'}}}]")), IsEmpty());
}

TEST(VirtualService, ChecksMatches) {
  EXPECT_THAT(ProblemsOf(Rule("match: [{uri: {exact: a, prefix: b}}]")), ElementsAre(HasSubstr("must have only one of exact, prefix and regex")));
  EXPECT_THAT(ProblemsOf(Rule("match: [{uri: {prefix: ''}}]")), IsEmpty());
  EXPECT_THAT(ProblemsOf(Rule("match: [{method: {prefix: ''}}]")), ElementsAre(HasSubstr("spec.http[0].match[0].method.prefix")));
  EXPECT_THAT(ProblemsOf(Rule("match: [{headers: {'a b': {exact: x}}}]")), ElementsAre(HasSubstr("must be the name of a header")));
  EXPECT_THAT(ProblemsOf(Rule("match: [{headers: {A: {}, a: {}}}]")), ElementsAre(HasSubstr("names the same header as A")));
}

TEST(VirtualService, ChecksHosts) {
  auto hosts = [](std::string_view list) { return ProblemsOf("{hosts: [" + std::string(list) + "], http: [{route: [{destination: {host: a}}]}]}"); };
  EXPECT_THAT(hosts("reviews, a.b.c, '*.x.com', 10.0.0.1, '*-y.z.com'"), IsEmpty());
  EXPECT_THAT(hosts("'*'"), ElementsAre(HasSubstr("is for gateways alone")));
  EXPECT_THAT(hosts("a_b"), ElementsAre(HasSubstr("spec.hosts[0]: Invalid value: \"a_b\": must be a DNS name")));
  EXPECT_THAT(hosts("a, a"), ElementsAre(HasSubstr("Duplicate value")));
  EXPECT_THAT(hosts("'*.com', '*.foo.com'"), ElementsAre(HasSubstr("overlaps with \"*.com\"")));
}

TEST(VirtualService, ChecksDurations) {
  for (std::string_view good : {"10s", "0.5s", "1h", "1m30s", "250ms"}) EXPECT_THAT(ProblemsOf(Rule("timeout: " + std::string(good))), IsEmpty()) << good;
  for (std::string_view bad : {"0s", "-1s", "10", "'10'", "1.5ms", "soon", "inf", "999us"}) {
    EXPECT_THAT(ProblemsOf(Rule("timeout: " + std::string(bad))), ElementsAre(HasSubstr("spec.http[0].timeout: Invalid value"))) << bad;
  }
}

TEST(VirtualService, ChecksRetries) {
  EXPECT_THAT(ProblemsOf(Rule("retries: {}")), IsEmpty());
  EXPECT_THAT(ProblemsOf(Rule("retries: {attempts: 2, retryOn: '5xx,reset,503'}")), IsEmpty());
  EXPECT_THAT(ProblemsOf(Rule("retries: {attempts: -1}")), ElementsAre(HasSubstr("attempts: Invalid value: -1: must be 0 or more")));
  EXPECT_THAT(ProblemsOf(Rule("retries: {retryOn: 5xx}")), ElementsAre(HasSubstr("has no effect when attempts is 0")));
  EXPECT_THAT(ProblemsOf(Rule("retries: {attempts: 1, retryOn: '5xx, reset'}")), ElementsAre(HasSubstr("\" reset\" is no condition")));
}

TEST(VirtualService, ChecksFaults) {
  EXPECT_THAT(ProblemsOf(Rule("fault: {}")), ElementsAre(HasSubstr("must have delay, abort, or both")));
  EXPECT_THAT(ProblemsOf(Rule("fault: {delay: {fixedDelay: 1s, percentage: {value: 101}}}")), ElementsAre(HasSubstr("from 0.0001 to 100")));
  EXPECT_THAT(ProblemsOf(Rule("fault: {abort: {httpStatus: 99, percentage: {value: 1}}}")), ElementsAre(HasSubstr("from 200 to 599")));
  EXPECT_THAT(ProblemsOf(Rule("fault: {abort: {grpcStatus: '14', percentage: {value: 1}}}")), ElementsAre(HasSubstr("such as UNAVAILABLE")));
  EXPECT_THAT(CheckSpec(Rule("fault: {abort: {httpStatus: 500}}")).warnings, ElementsAre(HasSubstr("without a percentage no call fails")));
}

TEST(VirtualService, ChecksTheRestOfARule) {
  EXPECT_THAT(ProblemsOf(Rule("rewrite: {}")), ElementsAre(HasSubstr("must have uri, uriRegexRewrite or authority")));
  EXPECT_THAT(ProblemsOf(Rule("headers: {response: {set: {host: x}}}")), ElementsAre(HasSubstr("headers.response.set.host")));
  EXPECT_THAT(ProblemsOf(Rule("mirror: {host: a}, mirrors: [{destination: {host: b}}]")), ElementsAre(HasSubstr("must not stand beside mirror")));
  EXPECT_THAT(ProblemsOf(Rule("corsPolicy: {allowOrigins: [{}]}")), ElementsAre(HasSubstr("must have one of exact, prefix and regex")));
  EXPECT_THAT(ProblemsOf("{hosts: [a], http: [{directResponse: {status: 700}}]}"), ElementsAre(HasSubstr("status: Invalid value: 700")));
  EXPECT_THAT(ProblemsOf("{hosts: [a], http: [{redirect: {scheme: ftp}}]}"), ElementsAre(HasSubstr("Unsupported value: \"ftp\"")));
  EXPECT_THAT(ProblemsOf("{hosts: [a], exportTo: ['*', b], http: [{redirect: {uri: /}}]}"), ElementsAre(HasSubstr("must stand alone")));
}

TEST(References, WarnOfASubsetThatNoRuleDefines) {
  auto service = ParseVirtualService(ServiceObject(
      "{hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v1}}, {destination: {host: reviews, subset: v9}}]}]}"));
  ASSERT_TRUE(service.ok());
  DestinationRule rule;
  rule.meta.ns = "other";
  rule.host = "reviews.default.svc.cluster.local";
  rule.subsets = {{"v1", {}, {}}};
  EXPECT_THAT(ReferenceWarnings(*service, {rule}),
              ElementsAre("spec.http[0].route[1].destination: subset \"v9\" of host \"reviews\" is in no DestinationRule; calls routed there will "
                          "get 503"));
  EXPECT_EQ(ReferenceWarnings(*service, {}).size(), 2U);
  rule.host = "reviews";  // of its own namespace
  EXPECT_EQ(ReferenceWarnings(*service, {rule}).size(), 2U);
}

}  // namespace
}  // namespace weft::manifest
