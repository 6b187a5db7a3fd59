// SPDX-License-Identifier: Apache-2.0
// A cluster, ready to be picked from: built off the call path, for each update and whenever the endpoints that take calls
// change.
//
// What must outlive that (calls in flight, what was learnt of endpoints, the retry budget) is not here: engine::EndpointStates
// and mesh::ClusterRuntime hold it, and each new version is built from them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "base/random.h"
#include "engine/balance/priorities.h"
#include "model/cluster.h"

namespace weft::engine {

// Immutable and thread-safe. Endpoint states are valid as long as a cluster that lists them.
class LoadBalancedCluster {
 public:
  // `states` must hold all of `endpoints`. `random` places the round robin's start.
  static std::shared_ptr<const LoadBalancedCluster> Build(const model::Cluster& cluster, const model::Endpoints& endpoints,
                                                          const EndpointStates& states, Random& random);

  // Chooses an endpoint by the cluster's policy among those of a priority that take calls; nullptr when there is none. Changes
  // no counter but the round robin's: the caller reports the attempt through EndpointState::Begin and End.
  EndpointState* Pick(const PickInput& input) const { return priorities_.Pick(input); }

  // How many priorities a pick can name; 1 when no endpoint takes calls.
  size_t levels() const { return priorities_.size() == 0 ? 1 : priorities_.size(); }
  // How many endpoints a pick of the first priority chooses from.
  size_t available() const { return priorities_.available(); }

  const std::string& name() const { return name_; }
  const model::LoadBalancing& load_balancing() const { return load_balancing_; }
  model::Duration connect_timeout() const { return connect_timeout_; }

  // All endpoints of the assignment, each once, whether they take calls or not.
  absl::Span<const std::shared_ptr<EndpointState>> endpoints() const { return endpoints_; }

 private:
  LoadBalancedCluster() = default;

  Priorities priorities_;
  std::string name_;
  model::LoadBalancing load_balancing_;
  model::Duration connect_timeout_{0};
  std::vector<std::shared_ptr<EndpointState>> endpoints_;
};

}  // namespace weft::engine
