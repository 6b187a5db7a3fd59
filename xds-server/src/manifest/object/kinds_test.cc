// SPDX-License-Identifier: Apache-2.0
// DestinationRule, ServiceEntry, WorkloadEntry, Service and Namespace.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "manifest/destination_rule/destination_rule.h"
#include "manifest/object/kind.h"
#include "manifest/workload/service.h"
#include "manifest/workload/service_entry.h"
#include "manifest/workload/workload_entry.h"
#include "manifest/yaml/yaml.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

Json ObjectOf(std::string_view kind_name, std::string_view spec) {
  const Kind* kind = FindByAnyName(kind_name);
  auto documents = ParseYaml("metadata: {name: a, namespace: default}\nspec: " + std::string(spec));
  EXPECT_TRUE(documents.ok()) << documents.status();
  Json object = documents.ok() ? documents->front().json : Json::object();
  object["apiVersion"] = kind->ApiVersion("v1");
  object["kind"] = kind->kind;
  return object;
}

std::vector<std::string> KindProblems(std::string_view kind, std::string_view spec) {
  Json object = ObjectOf(kind, spec);
  std::vector<std::string> lines;
  for (const Problem& problem : Check(*FindByAnyName(kind), object, UnknownFields::kRefuse).problems) {
    lines.push_back(problem.field + ": " + problem.message);
  }
  return lines;
}

TEST(DestinationRule, ReadsSubsetsAndBalancers) {
  Json object = ObjectOf("dr", R"(
  host: reviews
  trafficPolicy: {loadBalancer: {simple: LEAST_CONN}}
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}}
)");
  EXPECT_TRUE(Check(*FindByAnyName("dr"), object, UnknownFields::kRefuse).ok());
  auto rule = ParseDestinationRule(object);
  ASSERT_TRUE(rule.ok()) << rule.status();
  EXPECT_EQ(rule->policy.value().blocks.load_balancer.value().simple, LoadBalancer::Simple::kLeastRequest);
  EXPECT_FALSE(rule->subsets.at(0).policy);
  EXPECT_EQ(rule->subsets.at(1).policy.value().blocks.load_balancer.value().simple, LoadBalancer::Simple::kRoundRobin);
  EXPECT_THAT(rule->subsets.at(1).labels, ElementsAre(Pair("version", "v2")));
}

TEST(DestinationRule, AcceptsEveryPolicyThatIstioHas) {
  EXPECT_THAT(KindProblems("dr", R"(
  host: reviews
  workloadSelector: {matchLabels: {app: x}}
  trafficPolicy:
    loadBalancer:
      consistentHash: {httpCookie: {name: user, ttl: 0s, attributes: [{name: SameSite, value: Strict}]}, maglev: {tableSize: 65537}}
      localityLbSetting: {enabled: true, distribute: [{from: a/*, to: {'a/b': 80, 'c/*': 20}}]}
      warmup: {duration: 10s, minimumPercent: 10, aggression: 1.5}
    connectionPool:
      tcp: {maxConnections: 100, connectTimeout: 30ms, tcpKeepalive: {time: 7200s, interval: 75s, probes: 3}, idleTimeout: 0s}
      http: {http2MaxRequests: 1000, h2UpgradePolicy: DO_NOT_UPGRADE, http2KeepAlive: {interval: 1s, timeout: 1s}}
    outlierDetection: {consecutive5xxErrors: 7, interval: 5m, baseEjectionTime: 15m, maxEjectionPercent: 100}
    tls: {mode: MUTUAL, clientCertificate: /a, privateKey: /b, caCertificates: /c}
    portLevelSettings: [{port: {number: 80}, loadBalancer: {simple: RANDOM}}]
    proxyProtocol: {version: V2}
    retryBudget: {percent: 25, minRetryConcurrency: 3}
)"),
              IsEmpty());
}

TEST(DestinationRule, RefusesWhatCannotWork) {
  EXPECT_THAT(KindProblems("dr", "{}"), ElementsAre("spec.host: Required value"));
  EXPECT_THAT(KindProblems("dr", "{host: a, trafficPolicy: {}}"), ElementsAre(HasSubstr("must have at least one policy")));
  EXPECT_THAT(KindProblems("dr", "{host: a, subsets: [{name: v1}, {name: v1}]}"),
              ElementsAre("spec.subsets[1].name: Duplicate value: \"v1\": subsets must have different names"));
  EXPECT_THAT(KindProblems("dr", "{host: a, subsets: [{name: V_1}]}"),
              ElementsAre(HasSubstr("spec.subsets[0].name: Invalid value: \"V_1\"")));
  EXPECT_THAT(KindProblems("dr", "{host: a, trafficPolicy: {loadBalancer: {simple: FASTEST}}}"),
              ElementsAre(HasSubstr("Unsupported value")));
  EXPECT_THAT(KindProblems("dr", "{host: a, trafficPolicy: {loadBalancer: {consistentHash: {}}}}"),
              ElementsAre(HasSubstr("must have one of")));
  EXPECT_THAT(KindProblems("dr", "{host: a, trafficPolicy: {outlierDetection: {interval: 0s}}}"),
              ElementsAre(HasSubstr("1ms or more")));
}

TEST(DestinationRule, RefusesLocalitiesThatCannotWork) {
  const auto problems = [](const std::string& setting) {
    return KindProblems("dr", "{host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {" + setting + "}}}}");
  };
  EXPECT_THAT(problems("distribute: [{from: 'eu/*', to: {'eu/a/*': 70, '*': 30}}]"), IsEmpty());
  EXPECT_THAT(problems("distribute: [{from: '*/a', to: {eu: 100}}]"), ElementsAre(HasSubstr("* must be the last part")));
  EXPECT_THAT(problems("distribute: [{from: eu, to: {'e*': 100}}]"), ElementsAre(HasSubstr("* must be the last part")));
  EXPECT_THAT(problems("distribute: [{from: eu, to: {us: 90}}]"), ElementsAre(HasSubstr("add up to 100")));
  EXPECT_THAT(problems("failover: [{from: a, to: b}], failoverPriority: [topology.kubernetes.io/zone]"),
              ElementsAre(HasSubstr("cannot stand beside failover")));
  EXPECT_THAT(problems("failover: [{from: a, to: b}], failoverPriority: [rack]"), IsEmpty());
}

std::vector<std::string> DestinationWarnings(std::string_view spec) {
  Json object = ObjectOf("dr", spec);
  return Check(*FindByAnyName("dr"), object, UnknownFields::kRefuse).warnings;
}

TEST(DestinationRule, WarnsOfPoliciesThatAreNotApplied) {
  EXPECT_THAT(DestinationWarnings("{host: a, subsets: [{name: v1, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}]}"),
              ElementsAre("spec.subsets[0].trafficPolicy.tls: accepted, but Weft does not apply it yet"));
  EXPECT_THAT(DestinationWarnings("{host: a, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN, warmup: {duration: 10s}}}}"),
              ElementsAre("spec.trafficPolicy.loadBalancer.warmup: accepted, but Weft does not apply it yet"));
}

TEST(DestinationRule, WarnsOfWhatNobodyAppliesOfAPolicyThatSomeApply) {
  EXPECT_THAT(DestinationWarnings("{host: a, trafficPolicy: {connectionPool: {tcp: {tcpKeepalive: {probes: 1}}, "
                                  "http: {h2UpgradePolicy: UPGRADE}}}}"),
              ElementsAre(HasSubstr("tcp.tcpKeepalive: accepted, but Weft does not"),
                          HasSubstr("http.h2UpgradePolicy: accepted, but Weft does not")));
}

TEST(DestinationRule, WarnsOfAFailoverThatNothingWouldStart) {
  EXPECT_THAT(
      DestinationWarnings("{host: a, trafficPolicy: {loadBalancer: {localityLbSetting: {failover: [{from: a, to: b}]}}}}"),
      ::testing::Contains(HasSubstr("localityLbSetting.failover: has no effect without outlierDetection")));
}

TEST(ServiceEntry, ReadsPortsAndEndpoints) {
  Json object = ObjectOf("se", R"(
  hosts: [db.example.com]
  addresses: [10.1.0.0/16]
  ports: [{number: 80, name: http, protocol: http, targetPort: 8080}]
  resolution: STATIC
  location: MESH_INTERNAL
  endpoints: [{address: 10.1.0.1, ports: {http: 9090}, labels: {version: v1}, locality: a/b/c, weight: 3}]
)");
  EXPECT_TRUE(Check(*FindByAnyName("se"), object, UnknownFields::kRefuse).ok());
  auto entry = ParseServiceEntry(object);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->resolution, ServiceEntry::Resolution::kStatic);
  EXPECT_EQ(entry->ports.at(0).protocol, "HTTP");
  EXPECT_EQ(entry->ports.at(0).target_port, 8080U);
  EXPECT_THAT(entry->endpoints.at(0).ports, ElementsAre(Pair("http", 9090)));
  EXPECT_EQ(entry->endpoints.at(0).weight, 3U);
  EXPECT_FALSE(entry->has_workload_selector);
}

TEST(ServiceEntry, RefusesWhatCannotWork) {
  auto entry = [](std::string_view fields) {
    return KindProblems(
        "se", "{hosts: [a.example.com], ports: [{number: 80, name: http, protocol: HTTP}], " + std::string(fields) + "}");
  };
  EXPECT_THAT(entry("resolution: DNS"), IsEmpty());
  EXPECT_THAT(entry("workloadSelector: {labels: {a: b}}, exportTo: ['~'], resolution: STATIC"), IsEmpty());
  EXPECT_THAT(entry("endpoints: [{address: 1.2.3.4}]"), ElementsAre(HasSubstr("resolution NONE has no endpoints")));
  EXPECT_THAT(entry("resolution: STATIC, endpoints: [{address: x.y}]"), ElementsAre(HasSubstr("STATIC needs an IP address")));
  EXPECT_THAT(entry("resolution: STATIC, endpoints: [{address: 1.2.3.4, ports: {grpc: 1}}]"),
              ElementsAre(HasSubstr("\"grpc\" is the name of no port")));
  EXPECT_THAT(entry("resolution: STATIC, endpoints: [{address: 1.2.3.4}], workloadSelector: {}"),
              ElementsAre(HasSubstr("must not stand beside endpoints")));
  EXPECT_THAT(entry("resolution: DNS, addresses: [10.0.0.0/8]"),
              ElementsAre(HasSubstr("a subnet needs resolution NONE or STATIC")));
  EXPECT_THAT(KindProblems("se", "{hosts: ['*']}"), ElementsAre(HasSubstr("must be more specific")));
  EXPECT_THAT(KindProblems("se", "{hosts: [a.b], ports: [{number: 1, name: x}, {number: 1, name: x}]}").size(), 2U);
}

TEST(WorkloadEntry, LabelsOfTheSpecWinOverThoseOfTheObject) {
  WorkloadEntry entry;
  entry.meta.labels = {{"app", "x"}, {"version", "v1"}};
  entry.spec.labels = {{"version", "v2"}};
  EXPECT_THAT(entry.AllLabels(), UnorderedElementsAre(Pair("app", "x"), Pair("version", "v2")));
}

TEST(WorkloadEntry, ChecksItsAddress) {
  EXPECT_THAT(KindProblems("we", "{address: 127.0.0.1, ports: {http: 9080}, labels: {app: reviews}}"), IsEmpty());
  EXPECT_THAT(KindProblems("we", "{address: '::1'}"), IsEmpty());
  EXPECT_THAT(KindProblems("we", "{address: 'unix:///run/x'}"), IsEmpty());
  EXPECT_THAT(KindProblems("we", "{}"), ElementsAre(HasSubstr("spec.address: Required value")));
  EXPECT_THAT(KindProblems("we", "{address: 'a b'}"), ElementsAre(HasSubstr("must be an IP address or a DNS name")));
  EXPECT_THAT(KindProblems("we", "{address: 'unix://x', ports: {http: 1}}").size(), 2U);
}

std::string CellOf(const Kind& kind, std::string_view name, const Json& object) {
  for (const Column& column : kind.columns) {
    if (column.name == name) return column.cell(object).get<std::string>();
  }
  return "no such column";
}

Service ServiceOf(const std::string& fields) {
  return ParseService(ObjectOf("svc", "{ports: [{port: 80}], " + fields + "}")).value();
}

TEST(Service, VirtualAddressesAreRead) {
  EXPECT_THAT(ServiceOf("clusterIP: 10.0.0.7").cluster_ips, ElementsAre("10.0.0.7"));
  EXPECT_THAT(ServiceOf("clusterIP: 10.0.0.7, clusterIPs: [10.0.0.7, 'fd00::7']").cluster_ips,
              ElementsAre("10.0.0.7", "fd00::7"));
  EXPECT_FALSE(ServiceOf("clusterIP: 10.0.0.7").headless);
  EXPECT_TRUE(ServiceOf("clusterIP: None").headless);
  EXPECT_TRUE(ServiceOf("clusterIP: None, clusterIPs: [None]").headless);
  EXPECT_THAT(ServiceOf("clusterIP: None").cluster_ips, IsEmpty());
  EXPECT_FALSE(ServiceOf("selector: {}").headless) << "nobody said so";
}

TEST(Service, VirtualAddressesAreChecked) {
  const std::string ports = "{ports: [{port: 80}], ";
  EXPECT_THAT(KindProblems("svc", ports + "clusterIP: 10.0.0.7, clusterIPs: [10.0.0.7, 'fd00::7']}"), IsEmpty());
  EXPECT_THAT(KindProblems("svc", ports + "clusterIP: ''}"), IsEmpty());
  EXPECT_THAT(KindProblems("svc", ports + "clusterIP: reviews}"),
              ElementsAre("spec.clusterIP: Invalid value: \"reviews\": must be an IP address or None"));
  EXPECT_THAT(KindProblems("svc", ports + "clusterIPs: [10.0.0]}"),
              ElementsAre("spec.clusterIPs[0]: Invalid value: \"10.0.0\": must be an IP address or None"));
  EXPECT_THAT(KindProblems("svc", ports + "clusterIP: 10.0.0.7, clusterIPs: [10.0.0.8]}"),
              ElementsAre("spec.clusterIPs[0]: Invalid value: \"10.0.0.8\": the first must be that of spec.clusterIP"));
}

TEST(Service, DefaultsAndCellsAreThoseOfKubectl) {
  const Kind& kind = *FindByAnyName("svc");
  Json object = ObjectOf(
      "svc", "{selector: {app: reviews}, ports: [{port: 9080, name: http}, {port: 443, name: tls, targetPort: https}]}");
  kind.apply_defaults(object);
  EXPECT_TRUE(Check(kind, object, UnknownFields::kRefuse).ok());
  EXPECT_EQ(object["spec"]["type"], "ClusterIP");
  EXPECT_FALSE(object["spec"].contains("clusterIP")) << "no address is given out, and nobody said that it has none";
  EXPECT_EQ(CellOf(kind, "Port(s)", object), "9080/TCP,443/TCP");
  EXPECT_EQ(CellOf(kind, "External-IP", object), "<none>");
  EXPECT_EQ(CellOf(kind, "Selector", object), "app=reviews");
  auto service = ParseService(object);
  ASSERT_TRUE(service.ok());
  EXPECT_EQ(service->ports.at(0).target_port, 9080U);
  EXPECT_EQ(service->ports.at(1).target_port_name, "https");
}

TEST(Service, ChecksItsPorts) {
  EXPECT_THAT(KindProblems("svc", "{}"), ElementsAre(HasSubstr("spec.ports: Required value")));
  EXPECT_THAT(KindProblems("svc", "{ports: [{port: 80}, {port: 81}]}").size(), 2U);
  EXPECT_THAT(KindProblems("svc", "{ports: [{port: 80, targetPort: 0}]}"), ElementsAre(HasSubstr("must be from 1 to 65535")));
  EXPECT_THAT(KindProblems("svc", "{ports: [{port: 80, targetPort: [1]}]}"), ElementsAre(HasSubstr("integer or string")));
  EXPECT_THAT(KindProblems("svc", "{selector: null, ports: [{port: 80, targetPort: null}]}"), IsEmpty());
  EXPECT_THAT(KindProblems("svc", "{type: ExternalName, externalName: example.com}"), IsEmpty());
}

TEST(Namespace, GetsPhaseLabelAndFinalizer) {
  const Kind& kind = *FindByAnyName("ns");
  Json object = {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", "shop"}}}};
  kind.apply_defaults(object);
  EXPECT_TRUE(Check(kind, object, UnknownFields::kRefuse).ok());
  EXPECT_EQ(object["metadata"]["labels"]["kubernetes.io/metadata.name"], "shop");
  EXPECT_EQ(object["status"]["phase"], "Active");
  EXPECT_EQ(object["spec"]["finalizers"], Json({"kubernetes"}));
  object["metadata"]["namespace"] = "x";
  EXPECT_FALSE(Check(kind, object, UnknownFields::kRefuse).ok());
}

TEST(Defaults, LeaveStrangeObjectsToTheCheck) {
  for (const Kind& kind : Kinds()) {
    if (!kind.apply_defaults) continue;
    for (const char* text : {"1", "[]", "{}", R"({"spec":1,"metadata":[]})", R"({"spec":{"ports":1}})",
                             R"({"spec":{"ports":[1],"type":7}})", R"({"metadata":{"labels":3},"spec":[],"status":""})"}) {
      Json object = Json::parse(text);
      kind.apply_defaults(object);
      EXPECT_FALSE(Check(kind, object, UnknownFields::kIgnore).ok()) << text;
    }
  }
}

}  // namespace
}  // namespace weft::manifest
