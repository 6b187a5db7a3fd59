#include "manifest/connection_pool.h"

#include <initializer_list>
#include <string_view>

#include "manifest/duration.h"
#include "manifest/findings.h"

namespace weft::manifest {

namespace {

void CheckNotNegative(const Field& block, std::initializer_list<std::string_view> names, Report& report) {
  for (std::string_view name : names) {
    if (block[name].Int() < 0) Invalid(report, block[name], "must be 0 or more");
  }
}

void CheckTcpPool(const Field& tcp, Report& report) {
  CheckNotNegative(tcp, {"maxConnections"}, report);
  CheckDuration(tcp["connectTimeout"], DurationRule::kAtLeastMillisecond, report);
  CheckDuration(tcp["maxConnectionDuration"], DurationRule::kAtLeastMillisecond, report);
  CheckDuration(tcp["idleTimeout"], DurationRule::kAny, report);
  CheckDuration(tcp["tcpKeepalive"]["time"], DurationRule::kWholeSeconds, report);
  CheckDuration(tcp["tcpKeepalive"]["interval"], DurationRule::kWholeSeconds, report);
}

void CheckHttpPool(const Field& http, Report& report) {
  CheckNotNegative(http, {"http1MaxPendingRequests", "http2MaxRequests", "maxRequestsPerConnection", "maxRetries", "maxConcurrentStreams"}, report);
  CheckDuration(http["idleTimeout"], DurationRule::kAny, report);
  if (http["useClientProtocol"].Bool() && http["h2UpgradePolicy"].Text() == "UPGRADE") {
    Invalid(report, http["useClientProtocol"], "cannot be true when h2UpgradePolicy is UPGRADE");
  }
  Field keepalive = http["http2KeepAlive"];
  if (!keepalive) return;
  for (std::string_view name : {"interval", "timeout"}) {
    if (!keepalive[name]) Required(report, keepalive[name]);
    CheckDuration(keepalive[name], DurationRule::kAtLeastMillisecond, report);
  }
}

}  // namespace

void CheckConnectionPool(const Field& field, Report& report) {
  if (!field) return;
  if (!field["tcp"] && !field["http"]) Required(report, field, "must have tcp, http, or both");
  CheckTcpPool(field["tcp"], report);
  CheckHttpPool(field["http"], report);
}

}  // namespace weft::manifest
