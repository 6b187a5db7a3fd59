// SPDX-License-Identifier: Apache-2.0
#include "translate/cluster/upstream_protocol.h"

#include "envoy/extensions/upstreams/http/v3/http_protocol_options.pb.h"
#include "registry/services/protocol.h"
#include "translate/naming/pack.h"

namespace weft::translate {
namespace {

using ::envoy::extensions::upstreams::http::v3::HttpProtocolOptions;
using manifest::ConnectionPool;
using registry::Protocol;

constexpr char kOptionsName[] = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

bool IsHttp2(Protocol protocol) {
  return protocol == Protocol::kHttp2 || protocol == Protocol::kGrpc || protocol == Protocol::kGrpcWeb;
}

void SetPoolOptions(const ConnectionPool& pool, HttpProtocolOptions& options) {
  auto& common = *options.mutable_common_http_protocol_options();
  if (pool.idle_timeout) SetDuration(*pool.idle_timeout, common.mutable_idle_timeout());
  if (pool.max_requests_per_connection > 0) {
    common.mutable_max_requests_per_connection()->set_value(pool.max_requests_per_connection);
  }
}

}  // namespace

void SetUpstreamProtocol(const ClusterContext& context, ::envoy::config::cluster::v3::Cluster& cluster) {
  if (!context.client.Can(Capability::kUpstreamProtocol)) return;
  const ConnectionPool* pool = context.found.policy.connection_pool;
  HttpProtocolOptions options;
  if (pool != nullptr) SetPoolOptions(*pool, options);
  auto& version = *options.mutable_explicit_http_config();
  if (!IsHttp2(registry::ProtocolOf(context.found.service->ports[context.found.port_index]))) {
    version.mutable_http_protocol_options();
  } else {
    auto& http2 = *version.mutable_http2_protocol_options();
    if (pool != nullptr && pool->max_concurrent_streams > 0) {
      http2.mutable_max_concurrent_streams()->set_value(pool->max_concurrent_streams);
    }
  }
  (*cluster.mutable_typed_extension_protocol_options())[kOptionsName] = Pack(options);
}

}  // namespace weft::translate
