// SPDX-License-Identifier: Apache-2.0
#include "manifest/destination_rule/connection_pool.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <string_view>

#include "manifest/object/duration.h"
#include "manifest/object/findings.h"

namespace weft::manifest {

namespace {

void CheckNotNegative(const Field& block, std::initializer_list<std::string_view> names, Report& report) {
  for (std::string_view name : names) {
    if (block[name].Int() < 0) Invalid(report, block[name], "must be 0 or more");
  }
}

// Valid, but nothing applies it yet.
constexpr std::string_view kIgnoredOfTcp[] = {"tcpKeepalive", "maxConnectionDuration"};
constexpr std::string_view kIgnoredOfHttp[] = {"h2UpgradePolicy", "useClientProtocol", "http2KeepAlive"};

uint32_t LimitOf(const Field& field) {
  return static_cast<uint32_t>(std::clamp<int64_t>(field.Int(), 0, std::numeric_limits<uint32_t>::max()));
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
  CheckNotNegative(
      http, {"http1MaxPendingRequests", "http2MaxRequests", "maxRequestsPerConnection", "maxRetries", "maxConcurrentStreams"},
      report);
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

std::optional<ConnectionPool> ParseConnectionPool(const Field& field) {
  if (!field) return std::nullopt;
  const Field tcp = field["tcp"];
  const Field http = field["http"];
  ConnectionPool pool;
  pool.max_connections = LimitOf(tcp["maxConnections"]);
  pool.max_pending_requests = LimitOf(http["http1MaxPendingRequests"]);
  pool.max_requests = LimitOf(http["http2MaxRequests"]);
  pool.max_retries = LimitOf(http["maxRetries"]);
  pool.max_requests_per_connection = LimitOf(http["maxRequestsPerConnection"]);
  pool.max_concurrent_streams = LimitOf(http["maxConcurrentStreams"]);
  pool.connect_timeout = DurationOf(tcp["connectTimeout"]);
  pool.idle_timeout = DurationOf(http["idleTimeout"]);
  if (!pool.idle_timeout) pool.idle_timeout = DurationOf(tcp["idleTimeout"]);
  return pool;
}

void CheckConnectionPool(const Field& field, Report& report) {
  if (!field) return;
  if (!field["tcp"] && !field["http"]) Required(report, field, "must have tcp, http, or both");
  CheckTcpPool(field["tcp"], report);
  CheckHttpPool(field["http"], report);
  constexpr std::string_view kText = "accepted, but Weft does not apply it yet";
  for (std::string_view name : kIgnoredOfTcp) {
    if (Field ignored = field["tcp"][name]) Warn(report, ignored, kText);
  }
  for (std::string_view name : kIgnoredOfHttp) {
    if (Field ignored = field["http"][name]) Warn(report, ignored, kText);
  }
}

}  // namespace weft::manifest
