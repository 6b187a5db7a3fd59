#include "translate/cluster/circuit_breaker.h"

#include <limits>

#include "base/strings.h"

namespace weft::translate {
namespace {

using ::envoy::config::cluster::v3::CircuitBreakers;
using manifest::ConnectionPool;

uint32_t LimitOr(uint32_t said) { return said > 0 ? said : std::numeric_limits<uint32_t>::max(); }

void LeaveOutForGrpc(const ClusterContext& context, const ConnectionPool& pool) {
  const std::pair<const char*, bool> fields[] = {
      {".tcp.maxConnections", pool.max_connections > 0},
      {".tcp.connectTimeout", pool.connect_timeout.has_value()},
      {".http.http1MaxPendingRequests", pool.max_pending_requests > 0},
      {".http.maxRequestsPerConnection", pool.max_requests_per_connection > 0},
      {".http.maxRetries", pool.max_retries > 0},
      {".http.maxConcurrentStreams", pool.max_concurrent_streams > 0},
      {".http.idleTimeout", pool.idle_timeout.has_value()},
  };
  for (const auto& [field, is_said] : fields) {
    if (is_said)
      context.LeaveOut(StrCat(pool.origin, field), "gRPC clients limit nothing but running calls (http2MaxRequests)");
  }
}

}  // namespace

void SetCircuitBreakers(const ClusterContext& context, ::envoy::config::cluster::v3::Cluster& cluster) {
  if (context.client.flavor == Flavor::kWeft) return;
  static const ConnectionPool* const kUnlimited = new ConnectionPool();
  const ConnectionPool* said = context.found.policy.connection_pool;
  const ConnectionPool& pool = said != nullptr ? *said : *kUnlimited;
  CircuitBreakers::Thresholds& limits = *cluster.mutable_circuit_breakers()->add_thresholds();
  limits.mutable_max_requests()->set_value(LimitOr(pool.max_requests));
  if (context.client.flavor == Flavor::kGrpc) return LeaveOutForGrpc(context, pool);
  limits.mutable_max_connections()->set_value(LimitOr(pool.max_connections));
  limits.mutable_max_pending_requests()->set_value(LimitOr(pool.max_pending_requests));
  limits.mutable_max_retries()->set_value(LimitOr(pool.max_retries));
}

}  // namespace weft::translate
