// SPDX-License-Identifier: Apache-2.0
#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Cluster = ::envoy::config::cluster::v3::Cluster;
using Assignment = ::envoy::config::endpoint::v3::ClusterLoadAssignment;

constexpr char kAll[] = "outbound|9080||reviews.default.svc.cluster.local";
constexpr char kV1[] = "outbound|9080|v1|reviews.default.svc.cluster.local";

Cluster ClusterFrom(const std::string& yaml, const Client& client, const std::string& name = kAll) {
  return Make<Cluster>(*registry::WorldFromYaml(yaml), client, Type::kCluster, name);
}

std::vector<std::string> Addresses(const Assignment& assignment) {
  std::vector<std::string> addresses;
  for (const auto& group : assignment.endpoints()) {
    for (const auto& endpoint : group.lb_endpoints()) {
      const auto& address = endpoint.endpoint().address().socket_address();
      addresses.push_back(address.address() + ":" + std::to_string(address.port_value()));
    }
  }
  return addresses;
}

Assignment Endpoints(const std::string& yaml, const std::string& name = kAll) {
  return Make<Assignment>(*registry::WorldFromYaml(yaml), kGrpcClient, Type::kEndpoint, name);
}

TEST(ClusterTranslation, AServicesClusterTakesItsEndpointsOverAds) {
  Cluster cluster = ClusterFrom(ServiceYaml("reviews"), kGrpcClient);
  EXPECT_EQ(cluster.name(), kAll);
  EXPECT_EQ(cluster.type(), Cluster::EDS);
  EXPECT_TRUE(cluster.eds_cluster_config().eds_config().has_ads());
  EXPECT_EQ(cluster.eds_cluster_config().service_name(), kAll);
  EXPECT_EQ(cluster.connect_timeout().seconds(), 10);
}

TEST(ClusterTranslation, WithoutAPolicyWeftTakesTheLeastLoadedAndGrpcTurns) {
  EXPECT_EQ(ClusterFrom(ServiceYaml("reviews"), kWeftClient).lb_policy(), Cluster::LEAST_REQUEST);
  EXPECT_EQ(ClusterFrom(ServiceYaml("reviews"), kGrpcClient).lb_policy(), Cluster::ROUND_ROBIN);
}

TEST(ClusterTranslation, ASubsetsPolicyBeatsTheRules) {
  std::string yaml = ServiceYaml("reviews") + DestinationRuleYaml(R"(
  trafficPolicy: {loadBalancer: {simple: RANDOM}}
  subsets:
  - {name: v1, labels: {version: v1}}
  - {name: v2, labels: {version: v2}, trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}}
)");
  EXPECT_EQ(ClusterFrom(yaml, kWeftClient).lb_policy(), Cluster::RANDOM);
  EXPECT_EQ(ClusterFrom(yaml, kWeftClient, kV1).lb_policy(), Cluster::RANDOM);
  EXPECT_EQ(ClusterFrom(yaml, kWeftClient, "outbound|9080|v2|reviews.default.svc.cluster.local").lb_policy(),
            Cluster::ROUND_ROBIN);
  EXPECT_EQ(ClusterFrom(yaml, kGrpcClient, kV1).lb_policy(), Cluster::ROUND_ROBIN) << "gRPC refuses RANDOM";
}

TEST(ClusterTranslation, AMissingSubsetIsNamed) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews"));
  EXPECT_EQ(
      WhyMissing(*world, kWeftClient, Type::kCluster, "outbound|9080|v9|reviews.default.svc.cluster.local"),
      "subset \"v9\" of host \"reviews.default.svc.cluster.local\" is in no DestinationRule visible to namespace \"default\"");
}

constexpr char kEntry[] = R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ext}
spec:
  hosts: [api.example.com]
  ports: [{number: 443, name: https, protocol: HTTPS, targetPort: 8443}]
  resolution: DNS
)";

TEST(ClusterTranslation, AHostToResolveIsInsideItsCluster) {
  Cluster cluster = ClusterFrom(kEntry, kGrpcClient, "outbound|443||api.example.com");
  EXPECT_EQ(cluster.type(), Cluster::LOGICAL_DNS);
  EXPECT_THAT(Addresses(cluster.load_assignment()), ElementsAre("api.example.com:8443"));
  auto world = registry::WorldFromYaml(kEntry);
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kEndpoint, "outbound|443||api.example.com"),
              HasSubstr("inside its cluster"));
}

TEST(ClusterTranslation, OfSeveralNamesGrpcGetsOne) {
  const std::string yaml = std::string(kEntry) + "  endpoints: [{address: a.example.com}, {address: b.example.com}]\n";
  EXPECT_THAT(Addresses(ClusterFrom(yaml, kGrpcClient, "outbound|443||api.example.com").load_assignment()),
              ElementsAre("a.example.com:8443"));
  EXPECT_THAT(Addresses(ClusterFrom(yaml, kWeftClient, "outbound|443||api.example.com").load_assignment()),
              ElementsAre("a.example.com:8443", "b.example.com:8443"));
}

TEST(ClusterTranslation, AWildcardThatNobodyCanResolveIsMissing) {
  auto world = registry::WorldFromYaml(R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: wild}
spec: {hosts: ["*.example.com"], ports: [{number: 80, name: http, protocol: HTTP}], resolution: NONE}
)");
  EXPECT_THAT(WhyMissing(*world, kWeftClient, Type::kCluster, "outbound|80||a.example.com"), HasSubstr("wildcard"));
}

TEST(EndpointTranslation, EndpointsAreSortedAndEachAddressIsThereOnce) {
  EXPECT_THAT(Addresses(Endpoints(ServiceYaml("reviews") + WorkloadYaml("a", "address: 10.0.0.2, labels: {app: reviews}") +
                                  WorkloadYaml("b", "address: 10.0.0.1, labels: {app: reviews}, ports: {http: 41873}") +
                                  WorkloadYaml("c", "address: 10.0.0.2, labels: {app: reviews}"))),
              ElementsAre("10.0.0.1:41873", "10.0.0.2:9080"));
}

TEST(EndpointTranslation, ASubsetTakesThoseWithItsLabels) {
  const std::string yaml = ServiceYaml("reviews") + DestinationRuleYaml("  subsets: [{name: v1, labels: {version: v1}}]\n") +
                           WorkloadYaml("a", "address: 10.0.0.1, labels: {app: reviews, version: v1}") +
                           WorkloadYaml("b", "address: 10.0.0.2, labels: {app: reviews, version: v2}");
  EXPECT_THAT(Addresses(Endpoints(yaml, kV1)), ElementsAre("10.0.0.1:9080"));
}

TEST(EndpointTranslation, LocalitiesHaveAMessageAWeightAndTheFirstPriority) {
  Assignment assignment =
      Endpoints(ServiceYaml("reviews") + WorkloadYaml("a", "address: 10.0.0.1, labels: {app: reviews}, weight: 3") +
                WorkloadYaml("b", "address: 10.0.0.2, labels: {app: reviews}, locality: eu/de, weight: 2") +
                WorkloadYaml("c", "address: 10.0.0.3, labels: {app: reviews}, locality: eu/de"));
  ASSERT_EQ(assignment.endpoints_size(), 2);
  for (const auto& group : assignment.endpoints()) {
    EXPECT_TRUE(group.has_locality());
    EXPECT_EQ(group.priority(), 0u);
    EXPECT_EQ(group.load_balancing_weight().value(), 3u);
  }
  EXPECT_EQ(assignment.endpoints(0).locality().region(), "");
  EXPECT_EQ(assignment.endpoints(1).locality().zone(), "de");
  EXPECT_EQ(assignment.endpoints(1).lb_endpoints(1).load_balancing_weight().value(), 1u);
}

TEST(EndpointTranslation, NamesAreNoEndpoints) {
  EXPECT_THAT(
      Addresses(Endpoints(ServiceYaml("reviews") + WorkloadYaml("a", "address: host.example.com, labels: {app: reviews}") +
                          WorkloadYaml("b", "address: \"2001:db8::1\", labels: {app: reviews}"))),
      ElementsAre("2001:db8::1:9080"));
}

TEST(EndpointTranslation, AServiceThatNobodyServesHasAnEmptyList) {
  EXPECT_EQ(Endpoints(ServiceYaml("reviews")).endpoints_size(), 0);
}

TEST(Translation, TheSameQuestionHasTheSameBytes) {
  const std::string yaml = ServiceYaml("reviews") + VirtualServiceYaml(R"(
  - fault: {delay: {fixedDelay: 1s, percentage: {value: 10}}}
    route: [{destination: {host: reviews}}]
)");
  auto once = Translate(*registry::WorldFromYaml(yaml), kWeftClient, Type::kRoute, kReviewsRoutes);
  auto again = Translate(*registry::WorldFromYaml(yaml), kWeftClient, Type::kRoute, kReviewsRoutes);
  EXPECT_EQ(once.resource->value(), again.resource->value());
}

}  // namespace
}  // namespace weft::translate
