// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.h"

#include "gmock/gmock.h"
#include "registry/test_world.h"

namespace weft::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kReviews[] = R"(
apiVersion: v1
kind: Service
metadata: {name: reviews}
spec:
  selector: {app: reviews}
  ports: [{name: http, port: 9080}, {name: admin, port: 9901, targetPort: debug}]
)";

std::string Workload(const std::string& name, const std::string& rest, const std::string& ns = "default") {
  return "---\napiVersion: networking.istio.io/v1\nkind: WorkloadEntry\nmetadata: {name: " + name + ", namespace: " + ns +
         "}\nspec: {" + rest + "}\n";
}

const Service& Only(const World& world, const std::string& host) {
  const Service* service = world.FindService(host, "default");
  EXPECT_NE(service, nullptr) << host;
  static const Service kNone;
  return service == nullptr ? kNone : *service;
}

constexpr char kReviewsHost[] = "reviews.default.svc.cluster.local";

TEST(Registry, AServiceSelectsTheWorkloadsOfItsNamespaceByLabels) {
  auto world = WorldFromYaml(kReviews + Workload("a", "address: 10.0.0.1, labels: {app: reviews, version: v1}") +
                             Workload("b", "address: 10.0.0.2, labels: {app: ratings}") +
                             Workload("c", "address: 10.0.0.3, labels: {app: reviews}", "other"));
  const Service& service = Only(*world, kReviewsHost);
  ASSERT_THAT(service.endpoints, SizeIs(1));
  EXPECT_EQ(service.endpoints[0].address, "10.0.0.1");
  EXPECT_EQ(service.endpoints[0].labels.at("version"), "v1");
  EXPECT_EQ(service.endpoints[0].workload, "a");
}

TEST(Registry, AWorkloadsPortOfTheSameNameBeatsTheTargetPort) {
  auto world =
      WorldFromYaml(kReviews + Workload("a", "address: 10.0.0.1, labels: {app: reviews}, ports: {http: 41873, debug: 7000}"));
  EXPECT_THAT(Only(*world, kReviewsHost).endpoints.at(0).ports, ElementsAre(41873, 7000));
}

TEST(Registry, WithoutSuchAPortTheTargetPortCounts) {
  auto world = WorldFromYaml(kReviews + Workload("a", "address: 10.0.0.1, labels: {app: reviews}"));
  EXPECT_THAT(Only(*world, kReviewsHost).endpoints.at(0).ports, ElementsAre(9080, 0)) << "a named target port nobody has";
}

TEST(Registry, WeightAndLocalityComeAlong) {
  auto world =
      WorldFromYaml(kReviews + Workload("a", "address: 10.0.0.1, labels: {app: reviews}, weight: 3, locality: eu/de/1"));
  const Endpoint& endpoint = Only(*world, kReviewsHost).endpoints.at(0);
  EXPECT_EQ(endpoint.weight, 3u);
  EXPECT_EQ(endpoint.locality, (Locality{"eu", "de", "1"}));
}

TEST(Registry, AServiceWithoutSelectorHasNoEndpoints) {
  auto world = WorldFromYaml(R"(
apiVersion: v1
kind: Service
metadata: {name: bare}
spec: {ports: [{port: 80}]}
)" + Workload("a", "address: 10.0.0.1, labels: {app: x}"));
  EXPECT_THAT(Only(*world, "bare.default.svc.cluster.local").endpoints, IsEmpty());
}

constexpr char kEntry[] = R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ext}
spec:
  hosts: [api.example.com]
  ports: [{number: 443, name: https, protocol: HTTPS, targetPort: 8443}]
)";

TEST(Registry, AServiceEntryListsItsEndpoints) {
  auto world =
      WorldFromYaml(std::string(kEntry) +
                    "  resolution: STATIC\n  endpoints: [{address: 192.0.2.1}, {address: 192.0.2.2, ports: {https: 9443}}]\n");
  const Service& service = Only(*world, "api.example.com");
  EXPECT_EQ(service.discovery, Service::Discovery::kEndpoints);
  ASSERT_THAT(service.endpoints, SizeIs(2));
  EXPECT_THAT(service.endpoints[0].ports, ElementsAre(8443));
  EXPECT_THAT(service.endpoints[1].ports, ElementsAre(9443));
}

TEST(Registry, AServiceEntryMaySelectWorkloads) {
  auto world = WorldFromYaml(std::string(kEntry) + "  resolution: STATIC\n  workloadSelector: {labels: {app: ext}}\n" +
                             Workload("a", "address: 10.0.0.9, labels: {app: ext}"));
  EXPECT_EQ(Only(*world, "api.example.com").endpoints.at(0).address, "10.0.0.9");
}

TEST(Registry, WithDnsAndNoEndpointsTheHostIsResolved) {
  auto world = WorldFromYaml(std::string(kEntry) + "  resolution: DNS\n");
  const Service& service = Only(*world, "api.example.com");
  EXPECT_EQ(service.discovery, Service::Discovery::kDns);
  EXPECT_EQ(service.endpoints.at(0).address, "api.example.com");
  EXPECT_THAT(service.endpoints.at(0).ports, ElementsAre(8443));
}

TEST(Registry, AWildcardHostWithoutEndpointsCannotBeReached) {
  auto world = WorldFromYaml(R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ext}
spec: {hosts: ["*.example.com"], ports: [{number: 443, name: https, protocol: HTTPS}], resolution: NONE}
)");
  EXPECT_EQ(Only(*world, "a.example.com").discovery, Service::Discovery::kUnreachable);
  EXPECT_EQ(world->FindService("example.com", "default"), nullptr);
}

TEST(Registry, ExportedServicesAreSeenByThoseTheyAreExportedToAlone) {
  auto world = WorldFromYaml(std::string(kEntry) + "  resolution: DNS\n  exportTo: [\".\"]\n");
  EXPECT_NE(world->FindService("api.example.com", "default"), nullptr);
  EXPECT_EQ(world->FindService("api.example.com", "other"), nullptr);
}

TEST(Registry, AServiceWithTheAskedPortIsChosen) {
  auto world = WorldFromYaml(kReviews);
  EXPECT_NE(world->FindService(kReviewsHost, "default", 9080), nullptr);
  EXPECT_EQ(world->FindService(kReviewsHost, "default", 80), nullptr);
}

TEST(Registry, NothingNewIsTheSameWorld) {
  Registry registry;
  PutYaml(registry, kReviews);
  auto first = registry.Take();
  EXPECT_THAT(first.changes.hosts, ElementsAre(kReviewsHost));
  auto second = registry.Take();
  EXPECT_EQ(first.world, second.world);
  EXPECT_TRUE(second.changes.empty());
}

TEST(Registry, AWorkloadChangesTheServicesThatSelectItAndNoOther) {
  Registry registry;
  PutYaml(registry, std::string(kReviews) + R"(
---
apiVersion: v1
kind: Service
metadata: {name: ratings}
spec: {selector: {app: ratings}, ports: [{name: http, port: 9080}]}
)");
  auto before = registry.Take().world;
  PutYaml(registry, Workload("a", "address: 10.0.0.1, labels: {app: reviews}"), 10);
  auto [after, changes] = registry.Take();
  EXPECT_THAT(changes.hosts, ElementsAre(kReviewsHost));
  EXPECT_EQ(&Only(*before, "ratings.default.svc.cluster.local"), &Only(*after, "ratings.default.svc.cluster.local"));
  EXPECT_THAT(Only(*before, kReviewsHost).endpoints, IsEmpty()) << "an old world stays as it was";
  EXPECT_THAT(Only(*after, kReviewsHost).endpoints, SizeIs(1));
  EXPECT_EQ(after->version(), 10u);
}

TEST(Registry, AWorkloadThatChangesItsLabelsLeavesOneServiceAndJoinsAnother) {
  Registry registry;
  PutYaml(registry, kReviews + Workload("a", "address: 10.0.0.1, labels: {app: reviews}"));
  registry.Take();
  PutYaml(registry, Workload("a", "address: 10.0.0.1, labels: {app: other}"), 10);
  auto [world, changes] = registry.Take();
  EXPECT_THAT(changes.hosts, ElementsAre(kReviewsHost));
  EXPECT_THAT(Only(*world, kReviewsHost).endpoints, IsEmpty());
}

TEST(Registry, WhatIsRemovedIsGone) {
  Registry registry;
  auto objects = ObjectsFromYaml(kReviews + Workload("a", "address: 10.0.0.1, labels: {app: reviews}"));
  for (const auto& object : objects) registry.Put(object);
  registry.Take();
  registry.Remove(objects[1].key, 7);
  EXPECT_THAT(Only(*registry.Take().world, kReviewsHost).endpoints, IsEmpty());
  registry.Remove(objects[0].key, 8);
  auto [world, changes] = registry.Take();
  EXPECT_THAT(changes.hosts, ElementsAre(kReviewsHost));
  EXPECT_EQ(world->FindService(kReviewsHost, "default"), nullptr);
  EXPECT_EQ(world->version(), 8u);
}

TEST(Registry, ARuleThatMovesToAnotherHostChangesBoth) {
  Registry registry;
  const std::string rule = "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r}\nspec: {host: ";
  PutYaml(registry, rule + "reviews}\n");
  registry.Take();
  PutYaml(registry, rule + "ratings}\n", 5);
  EXPECT_THAT(registry.Take().changes.hosts, ElementsAre("ratings.default.svc.cluster.local", kReviewsHost));
}

TEST(Registry, AWildcardRuleMayConcernEverything) {
  Registry registry;
  registry.Take();
  PutYaml(registry, R"(
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: r}
spec: {host: "*.local"}
)");
  EXPECT_TRUE(registry.Take().changes.everything);
}

constexpr char kRoot[] = R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: root}
spec: {hosts: [reviews], http: [{delegate: {name: part, namespace: shop}}]}
)";
constexpr char kPart[] = R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: part, namespace: shop}
spec: {http: [{route: [{destination: {host: ratings}}]}]}
)";

TEST(Registry, AChangedDelegateConcernsTheHostsOfTheRuleThatNamesIt) {
  Registry registry;
  PutYaml(registry, kRoot);
  EXPECT_THAT(registry.Take().world->virtual_services().OwnerOf(kReviewsHost, "default")->http, IsEmpty());
  PutYaml(registry, kPart, 10);
  auto snapshot = registry.Take();
  EXPECT_THAT(snapshot.changes.hosts, ElementsAre(kReviewsHost));
  EXPECT_THAT(snapshot.world->virtual_services().OwnerOf(kReviewsHost, "default")->http, SizeIs(1));
  registry.Remove({"networking.istio.io", "virtualservices", "shop", "part"}, 20);
  EXPECT_THAT(registry.Take().changes.hosts, ElementsAre(kReviewsHost));
}

constexpr char kFront[] = R"(
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: front, namespace: edge}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
)";
const store::Key kFrontKey = {"networking.istio.io", "gateways", "edge", "front"};

std::string RuleAt(const std::string& gateways, const std::string& rest = "route: [{destination: {host: reviews}}]") {
  return "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: rule}\n"
         "spec: {hosts: [reviews.example.com], gateways: [" +
         gateways + "], http: [{" + rest + "}]}\n";
}

TEST(Registry, KeepsGatewaysAndTellsOfTheirChanges) {
  Registry registry;
  EXPECT_EQ(registry.Take().world->gateways().size(), 0u);
  PutYaml(registry, kFront, 5);
  auto taken = registry.Take();
  EXPECT_TRUE(taken.changes.gateways);
  EXPECT_THAT(taken.changes.hosts, IsEmpty());
  EXPECT_FALSE(taken.changes.everything);
  EXPECT_EQ(taken.world->gateways().Find("edge/front")->servers.at(0).port, 80u);
  EXPECT_THAT(taken.world->gateways().ServedBy({{"istio", "ingressgateway"}}), SizeIs(1));
  registry.Remove(kFrontKey, 6);
  auto gone = registry.Take();
  EXPECT_TRUE(gone.changes.gateways);
  EXPECT_EQ(gone.world->gateways().Find("edge/front"), nullptr);
  EXPECT_NE(taken.world->gateways().Find("edge/front"), nullptr) << "an old world stays as it was";
}

TEST(Registry, AGatewayThatCannotBeReadIsLeftOutAndNamed) {
  Registry registry;
  PutYaml(registry, kFront);
  registry.Put({kFrontKey, 2, std::make_shared<manifest::Json>(manifest::Json{{"spec", 1}})});
  auto taken = registry.Take();
  EXPECT_TRUE(taken.changes.gateways);
  EXPECT_EQ(taken.world->gateways().size(), 0u);
  EXPECT_THAT(registry.errors(), ElementsAre(::testing::Pair("gateways edge/front", "spec: a Gateway must have a spec")));
}

TEST(Registry, ARuleBoundToAGatewayChangesGatewaysAndNoHostOfTheMesh) {
  Registry registry;
  registry.Take();
  PutYaml(registry, RuleAt("edge/front"), 5);
  auto bound = registry.Take();
  EXPECT_TRUE(bound.changes.gateways);
  EXPECT_THAT(bound.changes.hosts, IsEmpty());
  EXPECT_THAT(bound.world->virtual_services().BoundTo("edge/front"), SizeIs(1));
  PutYaml(registry, RuleAt("edge/front, mesh"), 6);
  auto both = registry.Take();
  EXPECT_TRUE(both.changes.gateways);
  EXPECT_THAT(both.changes.hosts, ElementsAre("reviews.example.com"));
  PutYaml(registry, RuleAt("mesh"), 7);
  EXPECT_TRUE(registry.Take().changes.gateways) << "it left the gateway";
  PutYaml(registry, RuleAt("mesh", "timeout: 1s, route: [{destination: {host: reviews}}]"), 8);
  EXPECT_FALSE(registry.Take().changes.gateways);
}

TEST(Registry, ADelegateOfARuleBoundToAGatewayChangesGateways) {
  Registry registry;
  PutYaml(registry, RuleAt("edge/front", "delegate: {name: part, namespace: shop}"));
  registry.Take();
  PutYaml(registry, kPart, 10);
  auto taken = registry.Take();
  EXPECT_TRUE(taken.changes.gateways);
  EXPECT_THAT(taken.changes.hosts, IsEmpty());
  EXPECT_THAT(taken.world->virtual_services().BoundTo("edge/front").at(0)->http, SizeIs(1));
  registry.Remove({"networking.istio.io", "virtualservices", "shop", "part"}, 20);
  EXPECT_TRUE(registry.Take().changes.gateways);
}

TEST(Registry, AServiceUnderAWildcardRuleConcernsTheOtherHostsOfTheRule) {
  Registry registry;
  PutYaml(registry, R"(
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: wild}
spec: {hosts: ["*.default.svc.cluster.local"], http: [{route: [{destination: {host: ratings}}]}]}
)");
  registry.Take();
  PutYaml(registry, kReviews, 10);
  EXPECT_TRUE(registry.Take().changes.everything);
  PutYaml(registry, Workload("a", "address: 10.0.0.1, labels: {app: reviews}"), 20);
  EXPECT_FALSE(registry.Take().changes.everything) << "its endpoints concern itself alone";
}

constexpr char kVirtual[] =
    "apiVersion: v1\nkind: Service\nmetadata: {name: reviews}\nspec: {clusterIP: 10.0.0.7, ports: [{port: 80}]}\n";

std::string EntryAt(const std::string& name, const std::string& addresses, const std::string& hosts) {
  return "---\napiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: " + name + "}\nspec: {hosts: [" +
         hosts + "], addresses: [" + addresses + "], ports: [{number: 80, name: http}], resolution: STATIC}\n";
}

std::vector<std::string> HostsAt(const World& world, const std::string& address) {
  std::vector<std::string> hosts;
  for (const auto& service : world.ServicesAt(address)) hosts.push_back(service->host);
  return hosts;
}

TEST(Registry, AServiceIsFoundByItsVirtualAddressPlatformFirst) {
  auto world = WorldFromYaml(EntryAt("a", "10.0.0.7, 10.1.0.0/16, 'FD00::0:7'", "a.com, '*.b.com'") + "---\n" + kVirtual);
  EXPECT_THAT(HostsAt(*world, "10.0.0.7"), ElementsAre(kReviewsHost, "a.com"));
  EXPECT_THAT(HostsAt(*world, "fd00::0:7"), ElementsAre("a.com"));
  EXPECT_THAT(HostsAt(*world, "fd00::7"), ElementsAre("a.com"));
  EXPECT_THAT(HostsAt(*world, "10.1.0.0/16"), IsEmpty()) << "a subnet is no address";
  EXPECT_THAT(HostsAt(*world, "10.0.0.8"), IsEmpty());
}

TEST(Registry, AChangeOfAVirtualAddressConcernsTheOldAndTheNewOne) {
  Registry registry;
  PutYaml(registry, kVirtual);
  EXPECT_THAT(registry.Take().changes.hosts, ElementsAre("10.0.0.7", kReviewsHost));
  std::string moved = kVirtual;
  moved.replace(moved.find("10.0.0.7"), 8, "10.0.0.8");
  PutYaml(registry, moved, 2);
  auto taken = registry.Take();
  EXPECT_THAT(taken.changes.hosts, ElementsAre("10.0.0.7", "10.0.0.8", kReviewsHost));
  EXPECT_THAT(HostsAt(*taken.world, "10.0.0.7"), IsEmpty());
  EXPECT_THAT(HostsAt(*taken.world, "10.0.0.8"), ElementsAre(kReviewsHost));
  registry.Remove({"", "services", "default", "reviews"}, 3);
  taken = registry.Take();
  EXPECT_THAT(taken.changes.hosts, ElementsAre("10.0.0.8", kReviewsHost));
  EXPECT_THAT(HostsAt(*taken.world, "10.0.0.8"), IsEmpty());
}

}  // namespace
}  // namespace weft::registry
