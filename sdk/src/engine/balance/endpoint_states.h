// SPDX-License-Identifier: Apache-2.0
// The endpoints of a cluster as this process sees them. Outlives the updates of the cluster: an endpoint that stays listed
// keeps its state, whatever else about it changes.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/balance/endpoint_state.h"
#include "model/cluster/endpoints.h"

namespace weft::engine {

// For one thread. The states themselves are shared with the pickers that were built from them.
class EndpointStates {
 public:
  // Endpoints are distinguished by address and port. Those that are not listed any more are dropped: when they come back they
  // are new. New ones are known since `now`.
  void Update(const model::Endpoints& endpoints, TimePoint now);

  // Of an endpoint of the last update; nullptr for others.
  EndpointState* Find(const model::Endpoint& endpoint) const;

  // Each once, in the order of the assignment, whether they take calls or not.
  const std::vector<std::shared_ptr<EndpointState>>& all() const { return listed_; }

 private:
  std::vector<std::shared_ptr<EndpointState>> listed_;
  absl::flat_hash_map<std::string_view, EndpointState*> by_name_;
};

}  // namespace weft::engine
