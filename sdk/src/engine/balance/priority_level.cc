#include "engine/balance/priority_level.h"

#include <algorithm>
#include <utility>

namespace weft::engine {

PriorityLevel::PriorityLevel(model::LbPolicy policy, std::vector<Locality> localities, Random& random) {
  std::vector<uint32_t> weights;
  for (Locality& locality : localities) {
    for (const WeightedEndpoint& endpoint : locality.endpoints) available_.push_back(endpoint.state);
    weights.push_back(locality.weight);
    localities_.push_back(MakeLocalityPicker(policy, std::move(locality.endpoints), random));
  }
  choice_ = WeightedChoice(weights);
}

EndpointState* PriorityLevel::PickAnother(Random& random, absl::Span<EndpointState* const> exclude, unsigned attempts) const {
  EndpointState* picked = nullptr;
  for (; attempts > 0; --attempts) {
    picked = Pick(random);
    if (!Contains(exclude, picked)) return picked;
  }
  const size_t start = random.Below(static_cast<uint32_t>(available_.size()));
  for (size_t i = 0; i < available_.size(); ++i) {
    EndpointState* candidate = available_[(start + i) % available_.size()];
    if (!Contains(exclude, candidate)) return candidate;
  }
  return picked;
}

bool PriorityLevel::Contains(absl::Span<EndpointState* const> exclude, const EndpointState* endpoint) {
  return std::find(exclude.begin(), exclude.end(), endpoint) != exclude.end();
}

}  // namespace weft::engine
