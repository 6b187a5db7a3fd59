// SPDX-License-Identifier: Apache-2.0
#include "manifest/destination_rule/traffic_policy.h"

#include <set>

#include "base/strings.h"
#include "manifest/destination_rule/client_tls.h"
#include "manifest/object/duration.h"
#include "manifest/object/findings.h"
#include "manifest/object/syntax.h"

namespace weft::manifest {

namespace {

// Valid, but nothing in Weft applies it yet. A field leaves its list when it works.
constexpr std::string_view kIgnoredInPolicy[] = {"tls", "tunnel", "proxyProtocol", "retryBudget"};
constexpr std::string_view kIgnoredInBalancer[] = {"zoneAwareLbSetting", "warmupDurationSecs", "warmup"};
constexpr std::string_view kIgnored = "accepted, but Weft does not apply it yet";

void CheckPolicyBlocks(const Field& policy, Report& report) {
  CheckLoadBalancer(policy["loadBalancer"], report);
  CheckConnectionPool(policy["connectionPool"], report);
  CheckOutlierDetection(policy["outlierDetection"], report);
  CheckClientTls(policy["tls"], report);
}

template <size_t N>
void WarnOfEach(const Field& block, const std::string_view (&names)[N], std::string_view text, Report& report) {
  for (std::string_view name : names) {
    if (Field field = block[name]) Warn(report, field, text);
  }
}

// Nobody would ever leave the nearest endpoints, as nobody notices that they fail.
void WarnOfIdleFailover(const Field& policy, Report& report) {
  const Field locality = policy["loadBalancer"]["localityLbSetting"];
  if (policy["outlierDetection"]) return;
  for (std::string_view name : {"failover", "failoverPriority"}) {
    if (locality[name].size() > 0) Warn(report, locality[name], "has no effect without outlierDetection beside loadBalancer");
  }
}

void CheckPortLevelSettings(const Field& list, Report& report) {
  std::set<int64_t> seen;
  for (const Field& item : list.Items()) {
    Field number = item["port"]["number"];
    if (!number) Required(report, number);
    if (number && !seen.insert(number.Int()).second) Duplicate(report, number, "a port can have one policy");
    CheckPolicyBlocks(item, report);
    if (Field tls = item["tls"]) Warn(report, tls, kIgnored);
    WarnOfEach(item["loadBalancer"], kIgnoredInBalancer, kIgnored, report);
    WarnOfIdleFailover(item, report);
  }
}

void CheckTunnel(const Field& tunnel, Report& report) {
  if (!tunnel) return;
  Field protocol = tunnel["protocol"];
  if (protocol && protocol.Text() != "CONNECT" && protocol.Text() != "POST")
    NotSupported(report, protocol, {"CONNECT", "POST"});
  if (!IsHost(tunnel["targetHost"].Text())) Invalid(report, tunnel["targetHost"], kHostRule);
}

void WarnOfUnapplied(const Field& policy, Report& report) {
  WarnOfEach(policy, kIgnoredInPolicy, kIgnored, report);
  WarnOfEach(policy["loadBalancer"], kIgnoredInBalancer, kIgnored, report);
  WarnOfIdleFailover(policy, report);
}

std::string OriginOf(const Field& field, const std::string& owner) {
  std::string_view path = field.path();
  ConsumePrefix(path, "spec.");
  return StrCat(owner, " ", path);
}

PolicyBlocks ParseBlocks(const Field& field, const std::string& owner) {
  PolicyBlocks blocks;
  blocks.load_balancer = ParseLoadBalancer(field["loadBalancer"]);
  blocks.connection_pool = ParseConnectionPool(field["connectionPool"]);
  blocks.outlier_detection = ParseOutlierDetection(field["outlierDetection"]);
  if (blocks.load_balancer) blocks.load_balancer->origin = OriginOf(field["loadBalancer"], owner);
  if (blocks.connection_pool) blocks.connection_pool->origin = OriginOf(field["connectionPool"], owner);
  if (blocks.outlier_detection) blocks.outlier_detection->origin = OriginOf(field["outlierDetection"], owner);
  return blocks;
}

void Overlay(const PolicyBlocks& blocks, AppliedPolicy& applied) {
  if (blocks.load_balancer) applied.load_balancer = &*blocks.load_balancer;
  if (blocks.connection_pool) applied.connection_pool = &*blocks.connection_pool;
  if (blocks.outlier_detection) applied.outlier_detection = &*blocks.outlier_detection;
}

const PolicyBlocks* BlocksOfPort(const TrafficPolicy* policy, uint32_t port) {
  if (policy == nullptr || port == 0) return nullptr;
  auto found = policy->ports.find(port);
  return found == policy->ports.end() ? nullptr : &found->second;
}

}  // namespace

AppliedPolicy ApplyPolicies(const TrafficPolicy* rule, const TrafficPolicy* subset, uint32_t port) {
  AppliedPolicy applied;
  if (const PolicyBlocks* of_port = BlocksOfPort(subset, port)) {
    Overlay(*of_port, applied);
    return applied;
  }
  if (const PolicyBlocks* of_port = BlocksOfPort(rule, port)) {
    Overlay(*of_port, applied);
  } else if (rule != nullptr) {
    Overlay(rule->blocks, applied);
  }
  if (subset != nullptr) Overlay(subset->blocks, applied);
  return applied;
}

std::optional<TrafficPolicy> ParseTrafficPolicy(const Field& field, const std::string& owner) {
  if (!field) return std::nullopt;
  TrafficPolicy policy;
  policy.blocks = ParseBlocks(field, owner);
  for (const Field& item : field["portLevelSettings"].Items()) {
    policy.ports.emplace(static_cast<uint32_t>(item["port"]["number"].Int()), ParseBlocks(item, owner));
  }
  return policy;
}

void CheckTrafficPolicy(const Field& field, Report& report) {
  if (!field) return;
  if (field.size() == 0) Required(report, field, "must have at least one policy, for instance loadBalancer");
  if (field["tunnel"] && field["proxyProtocol"]) Invalid(report, field, "must have only one of tunnel and proxyProtocol");
  CheckPolicyBlocks(field, report);
  CheckPortLevelSettings(field["portLevelSettings"], report);
  CheckTunnel(field["tunnel"], report);
  CheckDuration(field["retryBudget"]["budgetInterval"], DurationRule::kAny, report);
  WarnOfUnapplied(field, report);
}

}  // namespace weft::manifest
