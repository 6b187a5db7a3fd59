// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/cluster.h"

namespace weft::engine {

std::shared_ptr<const LoadBalancedCluster> LoadBalancedCluster::Build(const model::Cluster& cluster,
                                                                      const model::Endpoints& endpoints,
                                                                      const EndpointStates& states, Random& random) {
  std::shared_ptr<LoadBalancedCluster> built(new LoadBalancedCluster);
  built->priorities_ = Priorities(cluster.load_balancing, endpoints, states, random);
  built->name_ = cluster.name;
  built->load_balancing_ = cluster.load_balancing;
  built->connect_timeout_ = cluster.connect_timeout;
  built->endpoints_ = states.all();
  return built;
}

}  // namespace weft::engine
