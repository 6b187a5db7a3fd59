// SPDX-License-Identifier: Apache-2.0
#include "translate/cluster/ejection.h"

#include "base/strings.h"
#include "translate/naming/pack.h"

namespace weft::translate {
namespace {

using Ejection = ::envoy::config::cluster::v3::OutlierDetection;
using manifest::OutlierDetection;

// The fields that mean the same to everybody.
void SetTimes(const OutlierDetection& said, Ejection& proto) {
  if (said.interval) SetDuration(*said.interval, proto.mutable_interval());
  if (said.base_ejection_time) SetDuration(*said.base_ejection_time, proto.mutable_base_ejection_time());
  if (said.max_ejection_percent > 0) proto.mutable_max_ejection_percent()->set_value(said.max_ejection_percent);
  proto.mutable_enforcing_success_rate()->set_value(0);
}

uint32_t Enforced(uint32_t failures) { return failures > 0 ? 100 : 0; }

void SetCounts(const OutlierDetection& said, Ejection& proto) {
  if (said.consecutive_5xx) {
    proto.mutable_consecutive_5xx()->set_value(*said.consecutive_5xx);
    proto.mutable_enforcing_consecutive_5xx()->set_value(Enforced(*said.consecutive_5xx));
  }
  if (said.consecutive_gateway_errors) {
    proto.mutable_consecutive_gateway_failure()->set_value(*said.consecutive_gateway_errors);
    proto.mutable_enforcing_consecutive_gateway_failure()->set_value(Enforced(*said.consecutive_gateway_errors));
  }
  if (!said.split_local_origin_errors) return;
  proto.set_split_external_local_origin_errors(true);
  if (!said.consecutive_local_origin_failures) return;
  proto.mutable_consecutive_local_origin_failure()->set_value(*said.consecutive_local_origin_failures);
  proto.mutable_enforcing_consecutive_local_origin_failure()->set_value(Enforced(*said.consecutive_local_origin_failures));
}

}  // namespace

void SetOutlierDetection(const ClusterContext& context, ::envoy::config::cluster::v3::Cluster& cluster) {
  const OutlierDetection* said = context.found.policy.outlier_detection;
  if (said == nullptr) return;
  const bool counts = context.client.Can(Capability::kOutlierDetection);
  if (!counts) context.LeaveOut(said->origin, clients::WhyWithout(Capability::kOutlierDetection));
  if (!counts && !context.client.Can(Capability::kEjectionByStatistics)) return;
  Ejection& proto = *cluster.mutable_outlier_detection();
  SetTimes(*said, proto);
  if (counts) SetCounts(*said, proto);
}

}  // namespace weft::translate
