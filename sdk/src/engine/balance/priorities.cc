// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/priorities.h"

#include <map>
#include <utility>

#include "engine/balance/locality_weighted.h"
#include "engine/balance/policies.h"

namespace weft::engine {
namespace {

struct WeightedLocality {
  uint32_t weight;
  std::vector<WeightedEndpoint> endpoints;  // not empty
};

bool TakesCalls(const model::Endpoint& endpoint, const EndpointState& state) {
  const bool healthy = endpoint.health == model::Health::kUnknown || endpoint.health == model::Health::kHealthy;
  return healthy && state.available.load(std::memory_order_relaxed);
}

std::map<uint32_t, std::vector<WeightedLocality>> GroupByPriority(const model::Endpoints& endpoints,
                                                                  const EndpointStates& states) {
  std::map<uint32_t, std::vector<WeightedLocality>> by_priority;
  for (const model::LocalityEndpoints& locality : endpoints.localities) {
    WeightedLocality available{locality.weight, {}};
    for (const model::Endpoint& endpoint : locality.endpoints) {
      EndpointState* const state = states.Find(endpoint);
      if (TakesCalls(endpoint, *state)) available.endpoints.push_back({state, endpoint.weight});
    }
    if (!available.endpoints.empty()) by_priority[locality.priority].push_back(std::move(available));
  }
  return by_priority;
}

PriorityPicker PickerOf(const model::LoadBalancing& policy, std::vector<WeightedLocality> localities, Random& random) {
  std::vector<EndpointState*> endpoints;
  std::vector<uint32_t> weights;
  std::vector<std::unique_ptr<const Picker>> pickers;
  for (WeightedLocality& locality : localities) {
    for (const WeightedEndpoint& endpoint : locality.endpoints) endpoints.push_back(endpoint.state);
    weights.push_back(locality.weight);
    pickers.push_back(MakePicker(policy, std::move(locality.endpoints), random));
  }
  if (pickers.size() == 1) return {std::move(pickers.front()), std::move(endpoints)};
  return {std::make_unique<LocalityWeightedPicker>(std::move(pickers), weights), std::move(endpoints)};
}

}  // namespace

Priorities::Priorities(const model::LoadBalancing& policy, const model::Endpoints& endpoints, const EndpointStates& states,
                       Random& random) {
  for (auto& [priority, localities] : GroupByPriority(endpoints, states)) {
    pickers_.push_back(PickerOf(policy, std::move(localities), random));
  }
}

}  // namespace weft::engine
