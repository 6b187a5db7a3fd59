// SPDX-License-Identifier: Apache-2.0
// loadBalancer.localityLbSetting: preference for near endpoints.
// Semantics: https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "manifest/object/field.h"

namespace weft::manifest {

struct LocalitySetting {
  // Localities are "region/zone/sub_zone"; a part that is "*" or not there stands for any.
  struct Distribute {
    std::string from;                    // of the client
    std::map<std::string, uint32_t> to;  // percent by locality, 100 in all
  };
  struct Failover {
    std::string from;  // the client's region
    std::string to;    // the region that takes over
  };
  bool enabled = true;
  std::vector<Distribute> distribute;
  std::vector<Failover> failover;
  // "key", or "key=value" where the client counts as having that value.
  std::vector<std::string> failover_priority;
};

LocalitySetting ParseLocalitySetting(const Field& field);

// `balancer` is the block around it.
void CheckLocalitySetting(const Field& balancer, Report& report);

}  // namespace weft::manifest
