// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/least_request.h"

#include <algorithm>

namespace weft::engine {
namespace {

uint64_t InFlight(const WeightedEndpoint& endpoint) { return endpoint.state->in_flight.load(std::memory_order_relaxed); }

}  // namespace

LeastRequestPicker::LeastRequestPicker(std::vector<WeightedEndpoint> endpoints)
    : choice_(WeightsOf(endpoints)), endpoints_(std::move(endpoints)) {
  for (WeightedEndpoint& endpoint : endpoints_) endpoint.weight = std::max(endpoint.weight, 1u);  // all 0: all alike
}

// Two different ones where weights allow it, from a single draw: one half of the bits each.
inline LeastRequestPicker::Pair LeastRequestPicker::DrawTwo(Random& random) const {
  const WeightedEndpoint* base = endpoints_.data();
  if (!choice_.uniform()) return {base + choice_.Draw(random), base + choice_.Draw(random)};
  const uint64_t bits = random.Next();
  const uint64_t size = endpoints_.size();
  const uint64_t first = ((bits >> 32) * size) >> 32;
  uint64_t second = ((bits & UINT32_MAX) * (size - 1)) >> 32;
  if (size > 1 && second >= first) ++second;
  return {base + first, base + second};
}

EndpointState* LeastRequestPicker::Pick(const PickInput& input) const {
  const auto [first, second] = DrawTwo(input.random);
  return InFlight(*first) * second->weight <= InFlight(*second) * first->weight ? first->state : second->state;
}

}  // namespace weft::engine
