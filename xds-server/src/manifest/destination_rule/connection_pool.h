// SPDX-License-Identifier: Apache-2.0
// The connectionPool block of a DestinationRule: limits of one client towards one destination.
// Semantics: https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "manifest/object/field.h"

namespace weft::manifest {

// The names of the fields speak of HTTP versions for historic reasons; each limit holds for every version. 0: not said.
struct ConnectionPool {
  uint32_t max_connections = 0;
  uint32_t max_pending_requests = 0;  // http.http1MaxPendingRequests
  uint32_t max_requests = 0;          // http.http2MaxRequests
  uint32_t max_retries = 0;
  uint32_t max_requests_per_connection = 0;
  uint32_t max_concurrent_streams = 0;
  std::optional<absl::Duration> connect_timeout;
  std::optional<absl::Duration> idle_timeout;  // http.idleTimeout, else tcp.idleTimeout; 0: never
  std::string origin;                          // where it was written, for people
};

// Nothing when the block is absent.
std::optional<ConnectionPool> ParseConnectionPool(const Field& field);

void CheckConnectionPool(const Field& field, Report& report);

}  // namespace weft::manifest
