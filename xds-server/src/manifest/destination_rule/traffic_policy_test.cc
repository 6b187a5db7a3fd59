// SPDX-License-Identifier: Apache-2.0
#include "manifest/destination_rule/traffic_policy.h"

#include "gmock/gmock.h"
#include "manifest/destination_rule/destination_rule.h"
#include "manifest/yaml/yaml.h"

namespace weft::manifest {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

DestinationRule RuleOf(const std::string& spec) {
  auto documents = ParseYaml(
      "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: r, namespace: shop}\n"
      "spec:\n  host: reviews\n" +
      spec);
  EXPECT_TRUE(documents.ok()) << documents.status();
  auto rule = ParseDestinationRule(documents->at(0).json);
  EXPECT_TRUE(rule.ok()) << rule.status();
  return *std::move(rule);
}

TEST(TrafficPolicy, ReadsTheConnectionPool) {
  const auto rule = RuleOf(R"(
  trafficPolicy:
    connectionPool:
      tcp: {maxConnections: 1, connectTimeout: 30ms, idleTimeout: 2s}
      http: {http1MaxPendingRequests: 2, http2MaxRequests: 3, maxRequestsPerConnection: 4, maxRetries: 5, idleTimeout: 0s}
)");
  const ConnectionPool& pool = rule.policy.value().blocks.connection_pool.value();
  EXPECT_EQ(pool.max_connections, 1u);
  EXPECT_EQ(pool.connect_timeout, absl::Milliseconds(30));
  EXPECT_EQ(pool.max_pending_requests, 2u);
  EXPECT_EQ(pool.max_requests, 3u);
  EXPECT_EQ(pool.max_requests_per_connection, 4u);
  EXPECT_EQ(pool.max_retries, 5u);
  EXPECT_EQ(pool.idle_timeout, absl::ZeroDuration()) << "HTTP's comes before TCP's";
  EXPECT_EQ(pool.origin, "destinationrule/shop/r trafficPolicy.connectionPool");
}

TEST(TrafficPolicy, ReadsOutlierDetection) {
  const auto rule = RuleOf(
      "  trafficPolicy: {outlierDetection: {consecutive5xxErrors: 0, consecutiveGatewayErrors: 2, "
      "interval: 1s, baseEjectionTime: 3s, maxEjectionPercent: 50, minHealthPercent: 20}}\n");
  const OutlierDetection& outliers = rule.policy.value().blocks.outlier_detection.value();
  EXPECT_EQ(outliers.consecutive_5xx, 0u);
  EXPECT_EQ(outliers.consecutive_gateway_errors, 2u);
  EXPECT_FALSE(outliers.consecutive_local_origin_failures);
  EXPECT_EQ(outliers.interval, absl::Seconds(1));
  EXPECT_EQ(outliers.base_ejection_time, absl::Seconds(3));
  EXPECT_EQ(outliers.max_ejection_percent, 50u);
  EXPECT_EQ(outliers.min_health_percent, 20u);
}

ConsistentHash HashFrom(const std::string& fields) {
  return RuleOf("  trafficPolicy: {loadBalancer: {consistentHash: {" + fields + "}}}\n")
      .policy->blocks.load_balancer->hash.value();
}

TEST(TrafficPolicy, ReadsTheKeyOfAHash) {
  EXPECT_EQ(HashFrom("httpHeaderName: x-user").key, ConsistentHash::Key::kHeader);
  EXPECT_EQ(HashFrom("httpHeaderName: x-user").name, "x-user");
  EXPECT_EQ(HashFrom("httpQueryParameterName: user").key, ConsistentHash::Key::kQueryParameter);
  EXPECT_EQ(HashFrom("useSourceIp: true").key, ConsistentHash::Key::kSourceIp);
  const ConsistentHash cookie = HashFrom("httpCookie: {name: user, path: /a, ttl: 0s}");
  EXPECT_EQ(cookie.key, ConsistentHash::Key::kCookie);
  EXPECT_EQ(cookie.name, "user");
  EXPECT_EQ(cookie.cookie_path, "/a");
  EXPECT_EQ(cookie.cookie_ttl, absl::ZeroDuration());
  EXPECT_FALSE(HashFrom("httpCookie: {name: user}").cookie_ttl);
}

TEST(TrafficPolicy, ReadsTheTableOfAHash) {
  EXPECT_EQ(HashFrom("useSourceIp: true").table_size, 0u);
  EXPECT_EQ(HashFrom("useSourceIp: true, minimumRingSize: 8").table_size, 8u);
  EXPECT_EQ(HashFrom("useSourceIp: true, ringHash: {minimumRingSize: 9}").table_size, 9u);
  EXPECT_EQ(HashFrom("useSourceIp: true, maglev: {tableSize: 101}").table, ConsistentHash::Table::kMaglev);
  EXPECT_EQ(HashFrom("useSourceIp: true, maglev: {tableSize: 101}").table_size, 101u);
  EXPECT_EQ(HashFrom("useSourceIp: true, maglev: {}").table, ConsistentHash::Table::kMaglev) << "the size has a default";
}

TEST(TrafficPolicy, ReadsLocalities) {
  const auto rule = RuleOf(R"(
  trafficPolicy:
    loadBalancer:
      localityLbSetting:
        distribute: [{from: a/*, to: {a/b: 80, c: 20}}]
        failover: [{from: a, to: c}]
        failoverPriority: [rack, room=3]
)");
  const LocalitySetting& setting = rule.policy->blocks.load_balancer->locality.value();
  EXPECT_TRUE(setting.enabled);
  EXPECT_EQ(setting.distribute.at(0).from, "a/*");
  EXPECT_THAT(setting.distribute.at(0).to, ElementsAre(Pair("a/b", 80), Pair("c", 20)));
  EXPECT_EQ(setting.failover.at(0).to, "c");
  EXPECT_THAT(setting.failover_priority, ElementsAre("rack", "room=3"));
  const auto off = RuleOf("  trafficPolicy: {loadBalancer: {localityLbSetting: {enabled: false}}}\n");
  EXPECT_FALSE(off.policy->blocks.load_balancer->locality->enabled);
}

constexpr char kLayers[] = R"(
  trafficPolicy:
    connectionPool: {http: {http2MaxRequests: 1}}
    outlierDetection: {consecutive5xxErrors: 1}
    portLevelSettings:
    - {port: {number: 80}, connectionPool: {http: {http2MaxRequests: 2}}}
  subsets:
  - {name: plain}
  - {name: pooled, trafficPolicy: {connectionPool: {http: {http2MaxRequests: 3}}}}
  - name: by-port
    trafficPolicy:
      outlierDetection: {consecutive5xxErrors: 3}
      portLevelSettings: [{port: {number: 80}, loadBalancer: {simple: RANDOM}}]
)";

class PolicyLayers : public ::testing::Test {
 protected:
  AppliedPolicy Applied(int subset, uint32_t port) const {
    const TrafficPolicy* narrow = subset >= 0 && rule_.subsets[subset].policy ? &*rule_.subsets[subset].policy : nullptr;
    return ApplyPolicies(&*rule_.policy, narrow, port);
  }
  const DestinationRule rule_ = RuleOf(kLayers);
};

TEST_F(PolicyLayers, WhatASubsetDoesNotSayTheRuleSays) {
  EXPECT_EQ(Applied(-1, 9080).connection_pool->max_requests, 1u);
  EXPECT_EQ(Applied(0, 9080).connection_pool->max_requests, 1u);
  EXPECT_EQ(Applied(1, 9080).connection_pool->max_requests, 3u);
  EXPECT_EQ(Applied(1, 9080).outlier_detection->consecutive_5xx, 1u);
}

TEST_F(PolicyLayers, APortsSettingsTakeThePlaceOfAllBlocks) {
  EXPECT_EQ(Applied(-1, 80).connection_pool->max_requests, 2u);
  EXPECT_EQ(Applied(-1, 80).outlier_detection, nullptr);
}

TEST_F(PolicyLayers, ASubsetsBlockLiesOverThoseOfTheRulesPort) {
  EXPECT_EQ(Applied(1, 80).connection_pool->max_requests, 3u);
  EXPECT_EQ(Applied(1, 80).outlier_detection, nullptr);
}

TEST_F(PolicyLayers, ASubsetsPortTakesThePlaceOfEverything) {
  EXPECT_EQ(Applied(2, 80).load_balancer->simple, LoadBalancer::Simple::kRandom);
  EXPECT_EQ(Applied(2, 80).connection_pool, nullptr);
  EXPECT_EQ(Applied(2, 80).outlier_detection, nullptr);
  EXPECT_EQ(Applied(2, 9080).outlier_detection->consecutive_5xx, 3u);
}

TEST_F(PolicyLayers, NoPolicySaysNothing) { EXPECT_EQ(ApplyPolicies(nullptr, nullptr, 80).load_balancer, nullptr); }

}  // namespace
}  // namespace weft::manifest
