// SPDX-License-Identifier: Apache-2.0
#include "manifest/virtual_service/virtual_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/references.h"
#include "manifest/test_rules.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kRuleWithEverything = R"(
  hosts: [reviews]
  http:
  - name: jason
    match:
    - headers: {End-User: {exact: jason}, cookie: {regex: '^(.*;)?x(;.*)?$'}, x: {}}
      withoutHeaders: {y: {prefix: z}, w: null}
      uri: {prefix: /api}
      queryParams: {Q: {exact: ''}}
      ignoreUriCase: true
      port: 9080
      sourceLabels: {app: productpage}
      sourceNamespace: shop
    timeout: 0.5s
    retries: {attempts: 3, perTryTimeout: 0.2s, retryOn: '5xx,503', backoff: 30ms}
    fault:
      delay: {percentage: {value: 10.5}, fixedDelay: 7s}
      abort: {grpcStatus: UNAVAILABLE, percentage: {value: 100}}
    route:
    - destination: {host: reviews, subset: v2, port: {number: 9080}}
      weight: 75
    - destination: {host: reviews}
      weight: 25
  exportTo: ['.']
)";

TEST(VirtualService, ReadsWhatAManifestSays) {
  Json object = ServiceObject(kRuleWithEverything);
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
  EXPECT_EQ(match.without_headers.at("w").type, StringMatch::Type::kPresent);
  EXPECT_EQ(match.query_params.at("Q").type, StringMatch::Type::kExact);
  EXPECT_TRUE(match.ignore_uri_case);
  EXPECT_EQ(match.port, 9080U);
  EXPECT_EQ(match.source_namespace, "shop");
  EXPECT_EQ(route.timeout, absl::Milliseconds(500));
  EXPECT_EQ(route.retries->attempts, 3);
  EXPECT_EQ(route.retries->per_try_timeout, absl::Milliseconds(200));
  EXPECT_EQ(route.fault->delay->percentage, 10.5);
  EXPECT_EQ(route.fault->abort->grpc_status, 14);
  EXPECT_EQ(route.route.at(0).destination.subset, "v2");
  EXPECT_EQ(route.route.at(0).destination.port, 9080U);
  EXPECT_EQ(route.route.at(1).weight, 25);
  EXPECT_THAT(route.ignored, IsEmpty());
}

TEST(VirtualService, WarnsOfWhatIsAcceptedButNotApplied) {
  EXPECT_THAT(
      WarningsOf(Rule("match: [{uri: {exact: /}, statPrefix: x}], retries: {attempts: 1, retryRemoteLocalities: true}")),
      ElementsAre("spec.http[0].match[0].statPrefix: accepted, but Weft does not apply it yet"));
  EXPECT_THAT(ParsedRule(Rule("match: [{statPrefix: x}]")).ignored, ElementsAre("match[0].statPrefix"));
  EXPECT_THAT(WarningsOf("{hosts: [a], tcp: [{route: [{destination: {host: a}}]}]}"),
              ElementsAre("spec.tcp: accepted, but Weft does not apply it yet"));
}

TEST(VirtualService, ChecksHosts) {
  auto hosts = [](std::string_view list, std::string_view gateways = "mesh") {
    return ProblemsOf("{hosts: [" + std::string(list) + "], gateways: [" + std::string(gateways) +
                      "], http: [{redirect: {uri: /x}}]}");
  };
  EXPECT_THAT(hosts("reviews, a.b.c, '*.x.com', 10.0.0.1, '*-y.z.com', 'fe80::1', '*q.z.org'"), IsEmpty());
  EXPECT_THAT(hosts("'*'", "gw"), IsEmpty());
  EXPECT_THAT(
      hosts("'*'"),
      ElementsAre(
          "spec.hosts[0]: Invalid value: \"*\": \"*\" is for gateways alone; name the hosts that clients of the mesh call"));
  for (std::string_view bad : {"a_b", "'a*b'", "'a.*.com'", "a.b.42", "'a..b'", "-a", "'*.'", "'*--x.y'"}) {
    EXPECT_THAT(hosts(bad), ElementsAre(HasSubstr(": must be a DNS name such as"))) << bad;
  }
  std::string long_host = "a";
  while (long_host.size() < 254) long_host += ".a";
  EXPECT_THAT(hosts(long_host), IsEmpty());
  EXPECT_THAT(hosts(long_host + ".a"), ElementsAre(HasSubstr("must be a DNS name")));
  EXPECT_THAT(hosts("a, A"), ElementsAre("spec.hosts[1]: Duplicate value: \"A\""));
  EXPECT_THAT(hosts("'*.com', '*.foo.com'"), ElementsAre("spec.hosts[1]: Invalid value: \"*.foo.com\": overlaps with "
                                                         "\"*.com\"; the hosts of one VirtualService must not overlap"));
  EXPECT_THAT(hosts("a.foo.com, '*.foo.com'"), ElementsAre(HasSubstr("overlaps with \"a.foo.com\"")));
  EXPECT_THAT(hosts("foo.com, '*.foo.com'"), IsEmpty());
}

TEST(VirtualService, AMatchForGatewaysThatTheRuleIsNotBoundToIsNamed) {
  auto warnings = [](std::string_view gateways, std::string_view of_match) {
    return WarningsOf("{hosts: [a], gateways: [" + std::string(gateways) + "], http: [{match: [{gateways: [" +
                      std::string(of_match) + "]}], redirect: {uri: /x}}]}");
  };
  for (std::string_view good : {"front", "./front", "front, back", "default/front", "mesh"}) {
    EXPECT_THAT(warnings("mesh, default/front", good), IsEmpty()) << good;
  }
  for (std::string_view bad : {"back", "shop/front", "back, shop/front"}) {
    EXPECT_THAT(
        warnings("mesh, default/front", bad),
        ElementsAre(
            "spec.http[0].match[0].gateways: names none of spec.gateways, which is [mesh] when not given: nothing matches"))
        << bad;
  }
  EXPECT_THAT(warnings("front", "mesh").size(), 1U);
  EXPECT_THAT(WarningsOf("{http: [{match: [{gateways: [front]}], redirect: {uri: /x}}]}"), IsEmpty()) << "a delegate";
}

TEST(VirtualService, ChecksGateways) {
  auto gateways = [](std::string_view list) {
    return "{hosts: [a], gateways: [" + std::string(list) + "], http: [{redirect: {uri: /x}}]}";
  };
  ExpectProblems({{gateways("mesh, a, ns/a, ./a")},
                  {gateways("a_b"),
                   "spec.gateways[0]: Invalid value: \"a_b\": must be \"mesh\", the name of a gateway, or namespace/name"},
                  {gateways("ns/a.b"),
                   "spec.gateways[0]: Invalid value: \"ns/a.b\": must be \"mesh\", the name of a gateway, or namespace/name"},
                  {gateways("a/b/c"),
                   "spec.gateways[0]: Invalid value: \"a/b/c\": must be \"mesh\", the name of a gateway, or namespace/name"},
                  {gateways("/a"),
                   "spec.gateways[0]: Invalid value: \"/a\": must be \"mesh\", the name of a gateway, or namespace/name"}});
  EXPECT_THAT(WarningsOf(gateways("mesh")), IsEmpty());
  EXPECT_THAT(WarningsOf(gateways("mesh, gw")), IsEmpty());
  EXPECT_THAT(WarningsOf(gateways("gw.shop.svc.cluster.local")),
              ElementsAre("spec.gateways[0]: is an older form; write shop/gw"));
}

TEST(VirtualService, ChecksExportTo) {
  auto export_to = [](std::string_view list) {
    return "{hosts: [a], exportTo: [" + std::string(list) + "], http: [{redirect: {uri: /x}}]}";
  };
  ExpectProblems(
      {{export_to("'.', other")},
       {export_to("'*'")},
       {export_to("'*', b"), "spec.exportTo: Invalid value: [\"*\",\"b\"]: \"*\" and \"~\" must stand alone"},
       {export_to("b, b"), "spec.exportTo[1]: Duplicate value: \"b\""},
       {export_to("'.', default"), "spec.exportTo[1]: Duplicate value: \"default\": \".\" is the own namespace, default"},
       {export_to("'~'"),
        "spec.exportTo[0]: Invalid value: \"~\": must be \".\" for the own namespace, \"*\" for all, or the name of a "
        "namespace"}});
}

TEST(VirtualService, RefusesAnnotationsThatAskForSomethingElse) {
  Json object = ServiceObject(Rule(""));
  object["metadata"]["annotations"] = {{"example.com/owner", "me"}};
  EXPECT_TRUE(Check(*FindByAnyName("vs"), object, UnknownFields::kRefuse).ok());
  object["metadata"]["annotations"] = {
      {"istio.io/dry-run", "true"}, {"internal.istio.io/parents", "x"}, {"internal.istio.io/webhook-always-reject", ""}};
  std::vector<std::string> lines;
  for (const Problem& problem : Check(*FindByAnyName("vs"), object, UnknownFields::kRefuse).problems)
    lines.push_back(problem.field + ": " + problem.message);
  EXPECT_THAT(
      lines,
      ElementsAre(
          "metadata.annotations[internal.istio.io/parents]: Forbidden: is for the inside of a control plane; take it away",
          "metadata.annotations[internal.istio.io/webhook-always-reject]: Forbidden: is for the inside of a control plane; "
          "take it away",
          "metadata.annotations[istio.io/dry-run]: Forbidden: a VirtualService cannot be tried without effect"));
}

TEST(VirtualService, WithoutHostsHoldsHttpRulesAlone) {
  ExpectProblems({{"{http: [{redirect: {uri: /x}}]}"},
                  {"{gateways: [mesh], http: [{redirect: {uri: /x}}]}",
                   "spec.gateways: Forbidden: a VirtualService without hosts holds http rules for another and nothing else"},
                  {"{http: [{redirect: {uri: /x}}], tcp: [{route: [{destination: {host: a}}]}]}",
                   "spec.tcp: Forbidden: a VirtualService without hosts holds http rules for another and nothing else"},
                  {"{http: [{redirect: {uri: /x}}], tls: [{match: [{sniHosts: [a]}], route: [{destination: {host: a}}]}]}",
                   "spec.tls: Forbidden: a VirtualService without hosts holds http rules for another and nothing else"},
                  {"{hosts: [a]}", "spec.http: Required value: must have at least one rule in http, tls or tcp"},
                  {"{}", "spec.http: Required value: must have at least one rule in http, tls or tcp"}});
  EXPECT_THAT(WarningsOf("{http: [{redirect: {uri: /x}}]}"), IsEmpty());
}

TEST(VirtualService, ChecksWeights) {
  auto weights = [](int64_t a, int64_t b) {
    return "{hosts: [a], http: [{route: [{destination: {host: a}, weight: " + std::to_string(a) +
           "}, {destination: {host: b}, weight: " + std::to_string(b) + "}]}]}";
  };
  ExpectProblems(
      {{weights(1, 2)},
       {weights(0, 7)},
       {"{hosts: [a], http: [{route: [{destination: {host: a}, weight: 0}]}]}"},
       {weights(5, -1), "spec.http[0].route[1].weight: Invalid value: -1: must be 0 or more"},
       {weights(1, int64_t{1} << 31), "spec.http[0].route[1].weight: Invalid value: 2147483648: must be a 32-bit number"}});
  EXPECT_THAT(ProblemsOf(weights(0, 0)),
              ElementsAre(HasSubstr(": the weights of several destinations must add up to more than 0")));
  std::string heavy = "{destination: {host: a}, weight: 2147483647}";
  EXPECT_THAT(ProblemsOf(OneRule("route: [" + heavy + "," + heavy + "," + heavy + "]")),
              ElementsAre(HasSubstr("add up to 6442450941, at most 4294967295")));
}

TEST(VirtualService, ChecksDestinations) {
  auto to = [](std::string_view destination) { return OneRule("route: [{destination: {" + std::string(destination) + "}}]"); };
  const std::string_view kPath = "spec.http[0].route[0].destination";
  ExpectProblems(
      {{to("host: a.b, subset: v1, port: {number: 80}")},
       {to("host: '*.example.com'")},
       {to("subset: v1"), "spec.http[0].route[0].destination.host: Required value"},
       {to("host: '*'"), "spec.http[0].route[0].destination.host: Invalid value: \"*\": must name one service; \"*\" is none"},
       {to("host: a, port: {}"),
        "spec.http[0].route[0].destination.port.number: Required value: must be a port from 1 to 65535"}});
  EXPECT_THAT(ProblemsOf(to("host: a, subset: V_1")),
              ElementsAre(HasSubstr(std::string(kPath) + ".subset: Invalid value: \"V_1\": must be a DNS label")));
  EXPECT_THAT(ProblemsOf(to("host: a, port: {number: 70000}")), ElementsAre(HasSubstr("less than or equal to 65535")));
  EXPECT_THAT(ProblemsOf(OneRule("route: [{weight: 1}]")), ElementsAre("spec.http[0].route[0].destination: Required value"));
}

TEST(References, WarnOfASubsetThatNoRuleDefines) {
  auto service =
      ParseVirtualService(ServiceObject("{hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v1}}, "
                                        "{destination: {host: reviews, subset: v9}}]}]}"));
  ASSERT_TRUE(service.ok());
  DestinationRule rule;
  rule.meta.ns = "other";
  rule.host = "reviews.default.svc.cluster.local";
  rule.subsets = {{"v1", {}, {}}};
  EXPECT_THAT(ReferenceWarnings(*service, {rule}), ElementsAre("spec.http[0].route[1].destination: subset \"v9\" of host "
                                                               "\"reviews\" is in no DestinationRule; calls routed there will "
                                                               "get 503"));
  EXPECT_EQ(ReferenceWarnings(*service, {}).size(), 2U);
  rule.host = "reviews";  // of its own namespace
  EXPECT_EQ(ReferenceWarnings(*service, {rule}).size(), 2U);
}

TEST(References, WarnOfAMirrorWhoseSubsetNoRuleDefines) {
  auto service = ParseVirtualService(ServiceObject(Rule("mirror: {host: reviews, subset: v9}")));
  ASSERT_TRUE(service.ok());
  EXPECT_THAT(ReferenceWarnings(*service, {}), ElementsAre("spec.http[0].mirror: subset \"v9\" of host \"reviews\" is in no "
                                                           "DestinationRule; its copies of calls will be dropped"));
}

}  // namespace
}  // namespace weft::manifest
