// SPDX-License-Identifier: Apache-2.0
// What of a DestinationRule's policies is in the cluster, for gRPC clients and for Envoy.
#include "envoy/extensions/upstreams/http/v3/http_protocol_options.pb.h"
#include "gmock/gmock.h"
#include "translate/test_translate.h"

namespace weft::translate {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using PolicyCluster = ::envoy::config::cluster::v3::Cluster;
using ::envoy::extensions::upstreams::http::v3::HttpProtocolOptions;

constexpr char kPolicyCluster[] = "outbound|9080||reviews.default.svc.cluster.local";
constexpr uint32_t kNoLimit = 4294967295;

Client OldGrpc() {
  Client client = ClientThatCan(clients::OfGrpc());
  client.capabilities.Remove(Capability::kRingHash);
  return client;
}

struct Answer {
  PolicyCluster cluster;
  std::vector<std::string> left_out;
};

Answer ClusterOf(const std::string& policy, const Client& client, const std::string& name = kPolicyCluster) {
  auto world = registry::WorldFromYaml(ServiceYaml("reviews") + (policy.empty() ? "" : DestinationRuleYaml(policy)));
  Answer answer;
  answer.cluster = Make<PolicyCluster>(*world, client, Type::kCluster, name);
  answer.left_out = Translate(*world, client, Type::kCluster, name).left_out;
  return answer;
}

Answer Balanced(const std::string& balancer, const Client& client) {
  return ClusterOf("  trafficPolicy: {loadBalancer: {" + balancer + "}}\n", client);
}

const Client kAnEnvoy = ClientThatCan(clients::OfEnvoy());

constexpr char kPool[] = R"(
  trafficPolicy:
    connectionPool:
      tcp: {maxConnections: 1, connectTimeout: 2s}
      http: {http1MaxPendingRequests: 3, http2MaxRequests: 4, maxRetries: 5, maxRequestsPerConnection: 6, idleTimeout: 7s}
)";

TEST(CircuitBreakers, AreWithoutLimitUnlessARuleSaysOne) {
  const auto grpc = ClusterOf("", kGrpcClient).cluster.circuit_breakers();
  ASSERT_EQ(grpc.thresholds_size(), 1);
  EXPECT_EQ(grpc.thresholds(0).max_requests().value(), kNoLimit) << "gRPC's own is 1024";
  const auto envoy = ClusterOf("", kAnEnvoy).cluster.circuit_breakers();
  ASSERT_EQ(envoy.thresholds_size(), 1);
  EXPECT_EQ(envoy.thresholds(0).max_connections().value(), kNoLimit);
  EXPECT_EQ(envoy.thresholds(0).max_pending_requests().value(), kNoLimit);
  EXPECT_EQ(envoy.thresholds(0).max_requests().value(), kNoLimit);
  EXPECT_EQ(envoy.thresholds(0).max_retries().value(), kNoLimit);
}

TEST(CircuitBreakers, OfGrpcLimitRunningCallsAlone) {
  const Answer answer = ClusterOf(kPool, kGrpcClient);
  ASSERT_EQ(answer.cluster.circuit_breakers().thresholds_size(), 1);
  const auto& limits = answer.cluster.circuit_breakers().thresholds(0);
  EXPECT_EQ(limits.priority(), ::envoy::config::core::v3::DEFAULT);
  EXPECT_EQ(limits.max_requests().value(), 4u);
  EXPECT_FALSE(limits.has_max_connections());
  EXPECT_THAT(answer.left_out,
              Contains(StartsWith(
                  "destinationrule/default/rule trafficPolicy.connectionPool.tcp.maxConnections: this client does not limit")));
  EXPECT_EQ(answer.left_out.size(), 6u);
  EXPECT_EQ(answer.cluster.connect_timeout().seconds(), 10);
}

TEST(CircuitBreakers, OfEnvoyAreAllThatTheRuleSays) {
  const Answer answer = ClusterOf(kPool, kAnEnvoy);
  const auto& limits = answer.cluster.circuit_breakers().thresholds(0);
  EXPECT_EQ(limits.max_connections().value(), 1u);
  EXPECT_EQ(limits.max_pending_requests().value(), 3u);
  EXPECT_EQ(limits.max_requests().value(), 4u);
  EXPECT_EQ(limits.max_retries().value(), 5u);
  EXPECT_EQ(answer.cluster.connect_timeout().seconds(), 2);
  EXPECT_THAT(answer.left_out, IsEmpty());
}

HttpProtocolOptions OptionsOf(const PolicyCluster& cluster) {
  HttpProtocolOptions options;
  EXPECT_TRUE(cluster.typed_extension_protocol_options()
                  .at("envoy.extensions.upstreams.http.v3.HttpProtocolOptions")
                  .UnpackTo(&options));
  return options;
}

TEST(UpstreamProtocol, IsTheFirstVersionUnlessThePortSaysTheSecond) {
  const auto options = OptionsOf(ClusterOf(kPool, kAnEnvoy).cluster);
  EXPECT_TRUE(options.explicit_http_config().has_http_protocol_options());
  EXPECT_EQ(options.common_http_protocol_options().max_requests_per_connection().value(), 6u);
  EXPECT_EQ(options.common_http_protocol_options().idle_timeout().seconds(), 7);
  for (const char* port : {"name: grpc", "name: http2-api", "name: grpc-web", "name: x, appProtocol: kubernetes.io/h2c"}) {
    auto world = registry::WorldFromYaml(
        std::string("apiVersion: v1\nkind: Service\nmetadata: {name: reviews}\nspec: {ports: [{") + port + ", port: 9080}]}\n");
    const auto second = OptionsOf(Make<PolicyCluster>(*world, kAnEnvoy, Type::kCluster, kPolicyCluster));
    EXPECT_TRUE(second.explicit_http_config().has_http2_protocol_options()) << port;
  }
  EXPECT_EQ(ClusterOf("", kGrpcClient).cluster.typed_extension_protocol_options_size(), 0);
}

TEST(Balancers, OfEnvoyAreTheRules) {
  EXPECT_EQ(ClusterOf("", kAnEnvoy).cluster.lb_policy(), PolicyCluster::LEAST_REQUEST);
  EXPECT_EQ(Balanced("simple: ROUND_ROBIN", kAnEnvoy).cluster.lb_policy(), PolicyCluster::ROUND_ROBIN);
  EXPECT_EQ(Balanced("simple: RANDOM", kAnEnvoy).cluster.lb_policy(), PolicyCluster::RANDOM);
}

TEST(Balancers, AHashIsARingOrAMaglevTable) {
  const auto ring = Balanced("consistentHash: {useSourceIp: true}", kAnEnvoy).cluster;
  EXPECT_EQ(ring.lb_policy(), PolicyCluster::RING_HASH);
  EXPECT_EQ(ring.ring_hash_lb_config().minimum_ring_size().value(), 1024u);
  EXPECT_EQ(ring.ring_hash_lb_config().hash_function(), PolicyCluster::RingHashLbConfig::XX_HASH);
  const auto small = Balanced("consistentHash: {useSourceIp: true, ringHash: {minimumRingSize: 5}}", kAnEnvoy).cluster;
  EXPECT_EQ(small.ring_hash_lb_config().minimum_ring_size().value(), 5u);
  const auto maglev = Balanced("consistentHash: {useSourceIp: true, maglev: {tableSize: 101}}", kAnEnvoy).cluster;
  EXPECT_EQ(maglev.lb_policy(), PolicyCluster::MAGLEV);
  EXPECT_EQ(maglev.maglev_lb_config().table_size().value(), 101u);
}

TEST(Balancers, GrpcHashesAHeaderToARing) {
  const Answer ring = Balanced("consistentHash: {httpHeaderName: x-user}", kGrpcClient);
  EXPECT_EQ(ring.cluster.lb_policy(), PolicyCluster::RING_HASH);
  EXPECT_EQ(ring.cluster.ring_hash_lb_config().minimum_ring_size().value(), 1024u);
  EXPECT_THAT(ring.left_out, IsEmpty());
  const Answer maglev = Balanced("consistentHash: {httpHeaderName: x-user, maglev: {tableSize: 101}}", kGrpcClient);
  EXPECT_EQ(maglev.cluster.lb_policy(), PolicyCluster::RING_HASH);
  EXPECT_FALSE(maglev.cluster.has_maglev_lb_config());
  EXPECT_THAT(maglev.left_out, ElementsAre(HasSubstr("consistentHash.maglev: this client has rings alone")));
}

TEST(Balancers, AHugeRingIsTheLargestThatClientsTake) {
  const auto ring = Balanced("consistentHash: {httpHeaderName: x-user, minimumRingSize: 100000000}", kGrpcClient).cluster;
  EXPECT_EQ(ring.ring_hash_lb_config().minimum_ring_size().value(), 8388608u);
}

TEST(Balancers, GrpcTakesTurnsWhereItCannotHash) {
  for (const char* key : {"useSourceIp: true", "httpCookie: {name: a}", "httpQueryParameterName: a", "httpHeaderName: a-bin"}) {
    const Answer answer = Balanced(std::string("consistentHash: {") + key + "}", kGrpcClient);
    EXPECT_EQ(answer.cluster.lb_policy(), PolicyCluster::ROUND_ROBIN) << key;
    EXPECT_THAT(answer.left_out, ElementsAre(HasSubstr("loadBalancer.consistentHash: this client hashes text headers alone")))
        << key;
  }
}

TEST(Balancers, AReleaseOfGrpcThatDiesOfARingIsServedNone) {
  const Answer answer = Balanced("consistentHash: {httpHeaderName: x-user}", OldGrpc());
  EXPECT_EQ(answer.cluster.lb_policy(), PolicyCluster::ROUND_ROBIN);
  EXPECT_THAT(answer.left_out, ElementsAre(HasSubstr("this client has no hash ring, or dies of it")));
}

TEST(Balancers, GrpcIsToldThatItsEndpointsTakeTurns) {
  EXPECT_THAT(Balanced("simple: RANDOM", kGrpcClient).left_out,
              ElementsAre("destinationrule/default/rule trafficPolicy.loadBalancer.simple: this client may have neither least "
                          "requests nor random; its endpoints take turns"));
  EXPECT_THAT(Balanced("simple: ROUND_ROBIN", kGrpcClient).left_out, IsEmpty());
}

TEST(Balancers, OfEnvoyUseSickEndpointsOnlyBelowTheShareOfTheRule) {
  const auto without = ClusterOf("", kAnEnvoy).cluster;
  EXPECT_TRUE(without.common_lb_config().has_healthy_panic_threshold());
  EXPECT_EQ(without.common_lb_config().healthy_panic_threshold().value(), 0);
  EXPECT_EQ(ClusterOf("  trafficPolicy: {outlierDetection: {minHealthPercent: 30}}\n", kAnEnvoy)
                .cluster.common_lb_config()
                .healthy_panic_threshold()
                .value(),
            30);
}

TEST(Balancers, OfEnvoyLookAtTheWeightsOfLocalitiesWhereTheyAreShares) {
  EXPECT_FALSE(ClusterOf("", kAnEnvoy).cluster.common_lb_config().has_locality_weighted_lb_config());
  EXPECT_TRUE(Balanced("localityLbSetting: {distribute: [{from: a, to: {b: 100}}]}", kAnEnvoy)
                  .cluster.common_lb_config()
                  .has_locality_weighted_lb_config());
}

constexpr char kOutliers[] = R"(
  trafficPolicy:
    outlierDetection: {consecutive5xxErrors: 7, consecutiveGatewayErrors: 0, interval: 5s, baseEjectionTime: 9s, maxEjectionPercent: 100}
)";

TEST(Ejection, OfEnvoyCountsFailuresInARow) {
  const auto outliers = ClusterOf(kOutliers, kAnEnvoy).cluster.outlier_detection();
  EXPECT_EQ(outliers.consecutive_5xx().value(), 7u);
  EXPECT_EQ(outliers.enforcing_consecutive_5xx().value(), 100u);
  EXPECT_TRUE(outliers.has_enforcing_consecutive_gateway_failure());
  EXPECT_EQ(outliers.enforcing_consecutive_gateway_failure().value(), 0u);
  EXPECT_EQ(outliers.interval().seconds(), 5);
  EXPECT_EQ(outliers.base_ejection_time().seconds(), 9);
  EXPECT_EQ(outliers.max_ejection_percent().value(), 100u);
  EXPECT_TRUE(outliers.has_enforcing_success_rate());
  EXPECT_EQ(outliers.enforcing_success_rate().value(), 0u);
  EXPECT_FALSE(outliers.split_external_local_origin_errors());
  EXPECT_FALSE(ClusterOf("", kAnEnvoy).cluster.has_outlier_detection());
}

TEST(Ejection, OfEnvoyMayCountFailuresToConnectOnTheirOwn) {
  const auto outliers =
      ClusterOf(
          "  trafficPolicy: {outlierDetection: {splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 2}}\n",
          kAnEnvoy)
          .cluster.outlier_detection();
  EXPECT_TRUE(outliers.split_external_local_origin_errors());
  EXPECT_EQ(outliers.consecutive_local_origin_failure().value(), 2u);
  EXPECT_EQ(outliers.enforcing_consecutive_local_origin_failure().value(), 100u);
  EXPECT_FALSE(outliers.has_consecutive_5xx());
}

TEST(Ejection, OfGrpcCannotCountThem) {
  const Answer answer = ClusterOf(kOutliers, kGrpcClient);
  EXPECT_FALSE(answer.cluster.outlier_detection().has_consecutive_5xx());
  EXPECT_EQ(answer.cluster.outlier_detection().interval().seconds(), 5);
  EXPECT_TRUE(answer.cluster.outlier_detection().has_enforcing_success_rate());
  EXPECT_THAT(answer.left_out,
              ElementsAre(StartsWith("destinationrule/default/rule trafficPolicy.outlierDetection: this client cannot count")));
}

TEST(ClusterPolicies, OfASubsetAndOfAPortAreThose) {
  constexpr char kRule[] = R"(
  trafficPolicy:
    connectionPool: {http: {http2MaxRequests: 1}}
    portLevelSettings: [{port: {number: 9080}, connectionPool: {http: {http2MaxRequests: 2}}}]
  subsets:
  - {name: v1, trafficPolicy: {connectionPool: {http: {http2MaxRequests: 3}}}}
)";
  const auto limit = [&](const std::string& name) {
    return ClusterOf(kRule, kGrpcClient, name).cluster.circuit_breakers().thresholds(0).max_requests().value();
  };
  EXPECT_EQ(limit(kPolicyCluster), 2u);
  EXPECT_EQ(limit("outbound|9080|v1|reviews.default.svc.cluster.local"), 3u);
}

TEST(ClusterPolicies, ThatTheSdkCannotApplyAreNotInItsClusters) {
  const Client weft = ClientThatCan(clients::OfSdk());
  const auto plain = ClusterOf("", weft).cluster;
  for (const std::string& rule :
       {std::string(kPool), std::string(kOutliers),
        std::string("  trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true}}}\n"),
        std::string("  trafficPolicy: {portLevelSettings: [{port: {number: 9080}, loadBalancer: {simple: RANDOM}}]}\n")}) {
    const Answer answer = ClusterOf(rule, weft);
    EXPECT_EQ(answer.cluster.SerializeAsString(), plain.SerializeAsString()) << rule;
    EXPECT_THAT(answer.left_out, Contains(StartsWith("destinationrule/default/rule trafficPolicy."))) << rule;
  }
}

constexpr char kNamesYaml[] = R"(
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ext}
spec:
  hosts: [api.example.com]
  ports: [{number: 443, name: https, protocol: HTTPS}]
  resolution: DNS
)";

TEST(ClusterPolicies, AnEnvoyResolvesSeveralNamesAllTheTime) {
  const auto resolved = [](const std::string& yaml) {
    return Make<PolicyCluster>(*registry::WorldFromYaml(yaml), kAnEnvoy, Type::kCluster, "outbound|443||api.example.com");
  };
  const auto one = resolved(kNamesYaml);
  EXPECT_EQ(one.type(), PolicyCluster::LOGICAL_DNS);
  EXPECT_EQ(one.dns_lookup_family(), PolicyCluster::V4_PREFERRED);
  EXPECT_EQ(one.load_assignment().endpoints(0).lb_endpoints(0).endpoint().address().socket_address().address(),
            "api.example.com");
  const auto two = resolved(std::string(kNamesYaml) + "  endpoints: [{address: b.example.com}, {address: a.example.com}]\n");
  EXPECT_EQ(two.type(), PolicyCluster::STRICT_DNS);
  EXPECT_EQ(two.load_assignment().endpoints(0).lb_endpoints_size(), 2);
}

}  // namespace
}  // namespace weft::translate
