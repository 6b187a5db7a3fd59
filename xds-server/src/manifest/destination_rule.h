// DestinationRule (networking.istio.io): subsets of a host and how calls spread over its endpoints.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object.h"

namespace weft::manifest {

enum class LoadBalancer { kUnspecified, kRoundRobin, kLeastRequest, kRandom, kPassthrough, kConsistentHash };

struct Subset {
  std::string name;
  Labels labels;
  LoadBalancer load_balancer = LoadBalancer::kUnspecified;
};

struct DestinationRule {
  Meta meta;
  std::string host;
  std::vector<Subset> subsets;
  LoadBalancer load_balancer = LoadBalancer::kUnspecified;
  std::vector<std::string> export_to;
};

absl::StatusOr<DestinationRule> ParseDestinationRule(const Json& object);

}  // namespace weft::manifest
