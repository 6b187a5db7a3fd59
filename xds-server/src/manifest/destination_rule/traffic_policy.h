// SPDX-License-Identifier: Apache-2.0
// The trafficPolicy of a DestinationRule or of one of its subsets.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "manifest/destination_rule/connection_pool.h"
#include "manifest/destination_rule/load_balancer.h"
#include "manifest/destination_rule/outlier_detection.h"
#include "manifest/object/field.h"

namespace weft::manifest {

struct PolicyBlocks {
  std::optional<LoadBalancer> load_balancer;
  std::optional<ConnectionPool> connection_pool;
  std::optional<OutlierDetection> outlier_detection;
};

struct TrafficPolicy {
  PolicyBlocks blocks;
  std::map<uint32_t, PolicyBlocks> ports;  // portLevelSettings: in the place of all blocks, also of those that are not there
};

// The blocks that hold for some call; nullptr where none was written. Points into policies.
struct AppliedPolicy {
  const LoadBalancer* load_balancer = nullptr;
  const ConnectionPool* connection_pool = nullptr;
  const OutlierDetection* outlier_detection = nullptr;
};

// What a rule and the subset that is called say together about a port: the rule's settings for the port, else its blocks; over
// them, block by block, the subset's; in the place of it all the subset's settings for the port. Either may be nullptr. Port 0
// has no settings of its own.
AppliedPolicy ApplyPolicies(const TrafficPolicy* rule, const TrafficPolicy* subset, uint32_t port);

// Nothing when the block is absent. `owner` tells in the blocks' origins whose it is: "destinationrule/default/reviews".
std::optional<TrafficPolicy> ParseTrafficPolicy(const Field& field, const std::string& owner);

void CheckTrafficPolicy(const Field& field, Report& report);

}  // namespace weft::manifest
