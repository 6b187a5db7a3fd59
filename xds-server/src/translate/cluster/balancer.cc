// SPDX-License-Identifier: Apache-2.0
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

// The balancer where nothing is hashed, or nothing can be.
void SetSimple(const ClusterContext& context, const LoadBalancer* balancer, Cluster& cluster) {
  cluster.set_lb_policy(Cluster::ROUND_ROBIN);
  if (context.client.Can(Capability::kLeastRequest)) return cluster.set_lb_policy(SimplePolicy(balancer));
  if (balancer == nullptr || balancer->hash || balancer->simple == LoadBalancer::Simple::kUnspecified) return;
  if (balancer->simple == LoadBalancer::Simple::kRoundRobin) return;
  context.LeaveOut(StrCat(balancer->origin, ".simple"), clients::WhyWithout(Capability::kLeastRequest));
}

void SetHash(const ClusterContext& context, const LoadBalancer& balancer, Cluster& cluster) {
  const ConsistentHash& hash = *balancer.hash;
  if (hash.table == ConsistentHash::Table::kRing) return SetRing(hash, cluster);
  if (!context.client.Can(Capability::kMaglev)) {
    context.LeaveOut(StrCat(balancer.origin, ".consistentHash.maglev"), clients::WhyWithout(Capability::kMaglev));
    return SetRing(hash, cluster);
  }
  cluster.set_lb_policy(Cluster::MAGLEV);
  cluster.mutable_maglev_lb_config()->mutable_table_size()->set_value(hash.table_size > 0 ? hash.table_size : kDefaultMaglev);
}

void LeaveOutHash(const ClusterContext& context, const LoadBalancer& balancer) {
  const bool rings = context.client.Can(Capability::kRingHash);
  context.LeaveOut(StrCat(balancer.origin, ".consistentHash"),
                   clients::WhyWithout(rings ? Capability::kHashKeys : Capability::kRingHash));
}

// Some would use sick endpoints as well when half of them are sick, were they not told the share.
void SetCommonConfig(const ClusterContext& context, Cluster& cluster) {
  auto& common = *cluster.mutable_common_lb_config();
  const manifest::OutlierDetection* outliers = context.found.policy.outlier_detection;
  common.mutable_healthy_panic_threshold()->set_value(outliers == nullptr ? 0 : outliers->min_health_percent);
  if (HasShares(context.found.policy)) common.mutable_locality_weighted_lb_config();
}

}  // namespace

void SetBalancer(const ClusterContext& context, Cluster& cluster) {
  const LoadBalancer* balancer = context.found.policy.load_balancer;
  SetSimple(context, balancer, cluster);
  if (context.client.Can(Capability::kCommonLbConfig)) SetCommonConfig(context, cluster);
  if (balancer == nullptr) return;
  if (balancer->hash && CanHash(*balancer->hash, context.client))
    SetHash(context, *balancer, cluster);
  else if (balancer->hash)
    LeaveOutHash(context, *balancer);
  if (balancer->locality && balancer->locality->enabled && !context.client.Can(Capability::kLocality)) {
    context.LeaveOut(StrCat(balancer->origin, ".localityLbSetting"), clients::WhyWithout(Capability::kLocality));
  }
}

}  // namespace weft::translate
