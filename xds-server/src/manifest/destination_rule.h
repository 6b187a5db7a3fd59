// DestinationRule (networking.istio.io): subsets of a host and how calls spread over its endpoints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object.h"
#include "manifest/traffic_policy.h"

namespace weft::manifest {

struct Subset {
  std::string name;
  Labels labels;
  std::optional<TrafficPolicy> policy = {};
};

struct DestinationRule {
  Meta meta;
  std::string host;
  std::vector<Subset> subsets;
  std::optional<TrafficPolicy> policy;
  std::vector<std::string> export_to;
};

absl::StatusOr<DestinationRule> ParseDestinationRule(const Json& object);

}  // namespace weft::manifest
