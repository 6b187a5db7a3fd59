#include "engine/cluster.h"

#include <algorithm>
#include <string_view>

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

// The lowest priority with an endpoint that takes calls; UINT32_MAX when there is none.
uint32_t PriorityInUse(const model::Endpoints& endpoints) {
  uint32_t lowest = UINT32_MAX;
  for (const model::LocalityEndpoints& locality : endpoints.localities) {
    if (std::any_of(locality.endpoints.begin(), locality.endpoints.end(), TakesCalls)) {
      lowest = std::min(lowest, locality.priority);
    }
  }
  return lowest;
}

}  // namespace

std::shared_ptr<const LoadBalancedCluster> LoadBalancedCluster::Build(const model::Cluster& cluster,
                                                                      const model::Endpoints& endpoints,
                                                                      const LoadBalancedCluster* previous, Random& random) {
  std::shared_ptr<LoadBalancedCluster> built(new LoadBalancedCluster);
  built->name_ = cluster.name;
  built->policy_ = cluster.lb_policy;
  built->connect_timeout_ = cluster.connect_timeout;
  built->retry_budget_ = previous != nullptr ? previous->retry_budget_ : std::make_shared<RetryBudget>();
  const uint32_t priority = PriorityInUse(endpoints);
  StatePool states(previous);
  std::vector<uint32_t> locality_weights;
  for (const model::LocalityEndpoints& locality : endpoints.localities) {
    std::vector<WeightedEndpoint> available;
    for (const model::Endpoint& endpoint : locality.endpoints) {
      EndpointState* state = states.Use(endpoint);
      if (locality.priority == priority && TakesCalls(endpoint)) available.push_back({state, endpoint.weight});
    }
    if (available.empty()) continue;
    for (const WeightedEndpoint& endpoint : available) built->available_.push_back(endpoint.state);
    locality_weights.push_back(locality.weight);
    built->localities_.push_back(MakeLocalityPicker(cluster.lb_policy, std::move(available), random));
  }
  built->locality_choice_ = WeightedChoice(locality_weights);
  built->endpoints_ = states.TakeUsed();
  return built;
}

EndpointState* LoadBalancedCluster::PickOnce(Random& random) const {
  if (localities_.size() == 1) return localities_.front()->Pick(random);
  if (localities_.empty()) return nullptr;
  return localities_[locality_choice_.Draw(random)]->Pick(random);
}

EndpointState* LoadBalancedCluster::PickAnother(Random& random, absl::Span<EndpointState* const> exclude,
                                                unsigned attempts) const {
  EndpointState* picked = nullptr;
  for (; attempts > 0; --attempts) {
    picked = PickOnce(random);
    if (!Contains(exclude, picked)) return picked;
  }
  const size_t start = random.Below(static_cast<uint32_t>(available_.size()));
  for (size_t i = 0; i < available_.size(); ++i) {
    EndpointState* candidate = available_[(start + i) % available_.size()];
    if (!Contains(exclude, candidate)) return candidate;
  }
  return picked;
}

bool LoadBalancedCluster::Contains(absl::Span<EndpointState* const> exclude, const EndpointState* endpoint) {
  return std::find(exclude.begin(), exclude.end(), endpoint) != exclude.end();
}

}  // namespace weft::engine
