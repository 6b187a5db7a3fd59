#include "manifest/traffic_policy.h"

#include <set>

#include "manifest/client_tls.h"
#include "manifest/connection_pool.h"
#include "manifest/duration.h"
#include "manifest/findings.h"
#include "manifest/load_balancer.h"
#include "manifest/outlier_detection.h"
#include "manifest/syntax.h"

namespace weft::manifest {

namespace {

// Valid, but nothing in Weft applies it yet. A field leaves its list when it works.
constexpr std::string_view kIgnoredInPolicy[] = {"connectionPool", "outlierDetection", "tls",
                                                 "portLevelSettings", "tunnel", "proxyProtocol", "retryBudget"};
constexpr std::string_view kIgnoredInBalancer[] = {"consistentHash", "localityLbSetting", "zoneAwareLbSetting", "warmupDurationSecs", "warmup"};

void CheckPolicyBlocks(const Field& policy, Report& report) {
  CheckLoadBalancer(policy["loadBalancer"], report);
  CheckConnectionPool(policy["connectionPool"], report);
  CheckOutlierDetection(policy["outlierDetection"], report);
  CheckClientTls(policy["tls"], report);
}

void CheckPortLevelSettings(const Field& list, Report& report) {
  std::set<int64_t> seen;
  for (const Field& item : list.Items()) {
    Field number = item["port"]["number"];
    if (!number) Required(report, number);
    if (number && !seen.insert(number.Int()).second) Duplicate(report, number, "a port can have one policy");
    CheckPolicyBlocks(item, report);
  }
}

void CheckTunnel(const Field& tunnel, Report& report) {
  if (!tunnel) return;
  Field protocol = tunnel["protocol"];
  if (protocol && protocol.Text() != "CONNECT" && protocol.Text() != "POST") NotSupported(report, protocol, {"CONNECT", "POST"});
  if (!IsHost(tunnel["targetHost"].Text())) Invalid(report, tunnel["targetHost"], kHostRule);
}

void WarnOfIgnored(const Field& policy, Report& report) {
  constexpr std::string_view kText = "accepted, but Weft does not apply it yet";
  for (std::string_view name : kIgnoredInPolicy) {
    if (Field field = policy[name]) Warn(report, field, kText);
  }
  for (std::string_view name : kIgnoredInBalancer) {
    if (Field field = policy["loadBalancer"][name]) Warn(report, field, kText);
  }
}

}  // namespace

void CheckTrafficPolicy(const Field& field, Report& report) {
  if (!field) return;
  if (field.size() == 0) Required(report, field, "must have at least one policy, for instance loadBalancer");
  if (field["tunnel"] && field["proxyProtocol"]) Invalid(report, field, "must have only one of tunnel and proxyProtocol");
  CheckPolicyBlocks(field, report);
  CheckPortLevelSettings(field["portLevelSettings"], report);
  CheckTunnel(field["tunnel"], report);
  CheckDuration(field["retryBudget"]["budgetInterval"], DurationRule::kAny, report);
  WarnOfIgnored(field, report);
}

}  // namespace weft::manifest
