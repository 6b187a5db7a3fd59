// SPDX-License-Identifier: Apache-2.0
#include "translate/cluster/circuit_breaker.h"

#include <limits>

#include "base/strings.h"

namespace weft::translate {
namespace {

using ::envoy::config::cluster::v3::CircuitBreakers;
using manifest::ConnectionPool;

uint32_t LimitOr(uint32_t said) { return said > 0 ? said : std::numeric_limits<uint32_t>::max(); }

struct PoolField {
  const char* path;
  bool is_said;
  Capability needs;
};

void LeaveOutUnsupported(const ClusterContext& context, const ConnectionPool& pool) {
  const PoolField fields[] = {
      {".http.http2MaxRequests", pool.max_requests > 0, Capability::kRequestLimit},
      {".tcp.maxConnections", pool.max_connections > 0, Capability::kConnectionLimits},
      {".tcp.connectTimeout", pool.connect_timeout.has_value(), Capability::kConnectTimeout},
      {".http.http1MaxPendingRequests", pool.max_pending_requests > 0, Capability::kConnectionLimits},
      {".http.maxRequestsPerConnection", pool.max_requests_per_connection > 0, Capability::kUpstreamProtocol},
      {".http.maxRetries", pool.max_retries > 0, Capability::kConnectionLimits},
      {".http.maxConcurrentStreams", pool.max_concurrent_streams > 0, Capability::kUpstreamProtocol},
      {".http.idleTimeout", pool.idle_timeout.has_value(), Capability::kUpstreamProtocol},
  };
  for (const PoolField& field : fields) {
    if (!field.is_said || context.client.Can(field.needs)) continue;
    context.LeaveOut(StrCat(pool.origin, field.path), clients::WhyWithout(field.needs));
  }
}

}  // namespace

void SetCircuitBreakers(const ClusterContext& context, ::envoy::config::cluster::v3::Cluster& cluster) {
  static const ConnectionPool* const kUnlimited = new ConnectionPool();
  const ConnectionPool* said = context.found.policy.connection_pool;
  const ConnectionPool& pool = said != nullptr ? *said : *kUnlimited;
  LeaveOutUnsupported(context, pool);
  if (!context.client.Can(Capability::kRequestLimit)) return;
  CircuitBreakers::Thresholds& limits = *cluster.mutable_circuit_breakers()->add_thresholds();
  limits.mutable_max_requests()->set_value(LimitOr(pool.max_requests));
  if (!context.client.Can(Capability::kConnectionLimits)) return;
  limits.mutable_max_connections()->set_value(LimitOr(pool.max_connections));
  limits.mutable_max_pending_requests()->set_value(LimitOr(pool.max_pending_requests));
  limits.mutable_max_retries()->set_value(LimitOr(pool.max_retries));
}

}  // namespace weft::translate
