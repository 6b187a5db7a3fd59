#include "engine/balance/cluster.h"

#include <map>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace weft::engine {
namespace {

bool TakesCalls(const model::Endpoint& endpoint) {
  return endpoint.health == model::Health::kUnknown || endpoint.health == model::Health::kHealthy;
}

// The states of one assignment, taken over from the version before where the address is the same.
class StatePool {
 public:
  explicit StatePool(const LoadBalancedCluster* previous) {
    if (previous == nullptr) return;
    for (const auto& state : previous->endpoints()) known_.emplace(state->endpoint, state);
  }

  EndpointState* Use(const model::Endpoint& endpoint) {
    const std::string name = EndpointName(endpoint.address, endpoint.port);
    auto found = known_.find(name);
    if (found == known_.end()) {
      auto state = std::make_shared<EndpointState>(endpoint.address, endpoint.port);
      const std::string_view key = state->endpoint;
      found = known_.emplace(key, std::move(state)).first;
    }
    if (used_.insert(found->second.get()).second) states_.push_back(found->second);
    return found->second.get();
  }

  std::vector<std::shared_ptr<EndpointState>> TakeUsed() { return std::move(states_); }

 private:
  absl::flat_hash_map<std::string_view, std::shared_ptr<EndpointState>> known_;
  absl::flat_hash_set<const EndpointState*> used_;
  std::vector<std::shared_ptr<EndpointState>> states_;
};

}  // namespace

std::shared_ptr<const LoadBalancedCluster> LoadBalancedCluster::Build(const model::Cluster& cluster,
                                                                      const model::Endpoints& endpoints,
                                                                      const LoadBalancedCluster* previous, Random& random) {
  std::shared_ptr<LoadBalancedCluster> built(new LoadBalancedCluster);
  built->name_ = cluster.name;
  built->policy_ = cluster.lb_policy;
  built->connect_timeout_ = cluster.connect_timeout;
  built->retry_budget_ = previous != nullptr ? previous->retry_budget_ : std::make_shared<RetryBudget>();
  StatePool states(previous);
  std::map<uint32_t, std::vector<PriorityLevel::Locality>> by_priority;
  for (const model::LocalityEndpoints& locality : endpoints.localities) {
    PriorityLevel::Locality available{locality.weight, {}};
    for (const model::Endpoint& endpoint : locality.endpoints) {
      EndpointState* state = states.Use(endpoint);
      if (TakesCalls(endpoint)) available.endpoints.push_back({state, endpoint.weight});
    }
    if (!available.endpoints.empty()) by_priority[locality.priority].push_back(std::move(available));
  }
  for (auto& [priority, localities] : by_priority) {
    PriorityLevel level(cluster.lb_policy, std::move(localities), random);
    if (built->first_.size() == 0)
      built->first_ = std::move(level);
    else
      built->further_.push_back(std::move(level));
  }
  built->endpoints_ = states.TakeUsed();
  return built;
}

}  // namespace weft::engine
