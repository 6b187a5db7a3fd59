#include "translate/cluster/balancer.h"

#include <algorithm>

#include "base/strings.h"
#include "translate/cluster/locality.h"
#include "translate/route/hash_policy.h"

namespace weft::translate {
namespace {

using ::envoy::config::cluster::v3::Cluster;
using manifest::ConsistentHash;
using manifest::LoadBalancer;

constexpr uint64_t kSmallestRing = 1024;      // unless the rule says otherwise
constexpr uint64_t kLargestRing = 8'388'608;  // clients refuse more
constexpr uint64_t kDefaultMaglev = 65'537;

Cluster::LbPolicy SimplePolicy(const LoadBalancer* balancer) {
  switch (balancer == nullptr ? LoadBalancer::Simple::kUnspecified : balancer->simple) {
    case LoadBalancer::Simple::kRoundRobin:
      return Cluster::ROUND_ROBIN;
    case LoadBalancer::Simple::kRandom:
      return Cluster::RANDOM;
    default:
      return Cluster::LEAST_REQUEST;
  }
}

void SetRing(const ConsistentHash& hash, Cluster& cluster) {
  cluster.set_lb_policy(Cluster::RING_HASH);
  const bool is_said = hash.table == ConsistentHash::Table::kRing && hash.table_size > 0;
  cluster.mutable_ring_hash_lb_config()->mutable_minimum_ring_size()->set_value(
      std::min(is_said ? hash.table_size : kSmallestRing, kLargestRing));
}

void SetHash(const ConsistentHash& hash, Cluster& cluster) {
  if (hash.table == ConsistentHash::Table::kRing) return SetRing(hash, cluster);
  cluster.set_lb_policy(Cluster::MAGLEV);
  cluster.mutable_maglev_lb_config()->mutable_table_size()->set_value(hash.table_size > 0 ? hash.table_size : kDefaultMaglev);
}

std::string WhyNoHash(const ConsistentHash& hash, const Client& client) {
  if (hash.key == ConsistentHash::Key::kHeader && !client.ring_hash) {
    return "this release of gRPC dies of a hash ring; its endpoints take turns";
  }
  return "gRPC clients hash text headers alone (httpHeaderName); their endpoints take turns";
}

void SetGrpcHash(const ClusterContext& context, const LoadBalancer& balancer, Cluster& cluster) {
  const std::string field = StrCat(balancer.origin, ".consistentHash");
  if (!CanHash(*balancer.hash, context.client)) return context.LeaveOut(field, WhyNoHash(*balancer.hash, context.client));
  if (balancer.hash->table == ConsistentHash::Table::kMaglev) {
    context.LeaveOut(StrCat(field, ".maglev"), "gRPC clients have rings alone and get one");
  }
  SetRing(*balancer.hash, cluster);
}

void SetGrpcBalancer(const ClusterContext& context, const LoadBalancer* balancer, Cluster& cluster) {
  cluster.set_lb_policy(Cluster::ROUND_ROBIN);
  if (balancer == nullptr) return;
  if (balancer->hash) return SetGrpcHash(context, *balancer, cluster);
  if (balancer->simple == LoadBalancer::Simple::kRoundRobin || balancer->simple == LoadBalancer::Simple::kUnspecified) return;
  context.LeaveOut(StrCat(balancer->origin, ".simple"), "not every gRPC client has it; their endpoints take turns");
}

// Envoy would use sick endpoints as well when half of them are sick, were it not told the share.
void SetEnvoyBalancer(const ClusterContext& context, const LoadBalancer* balancer, Cluster& cluster) {
  if (balancer != nullptr && balancer->hash)
    SetHash(*balancer->hash, cluster);
  else
    cluster.set_lb_policy(SimplePolicy(balancer));
  auto& common = *cluster.mutable_common_lb_config();
  const manifest::OutlierDetection* outliers = context.found.policy.outlier_detection;
  common.mutable_healthy_panic_threshold()->set_value(outliers == nullptr ? 0 : outliers->min_health_percent);
  if (HasShares(context.found.policy)) common.mutable_locality_weighted_lb_config();
}

}  // namespace

void SetBalancer(const ClusterContext& context, Cluster& cluster) {
  const LoadBalancer* balancer = context.found.policy.load_balancer;
  switch (context.client.flavor) {
    case Flavor::kWeft:
      return cluster.set_lb_policy(SimplePolicy(balancer));
    case Flavor::kGrpc:
      return SetGrpcBalancer(context, balancer, cluster);
    case Flavor::kEnvoy:
      return SetEnvoyBalancer(context, balancer, cluster);
  }
}

}  // namespace weft::translate
