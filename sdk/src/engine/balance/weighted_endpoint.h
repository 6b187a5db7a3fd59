// SPDX-License-Identifier: Apache-2.0
// What policies choose among.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/balance/endpoint_state.h"

namespace weft::engine {

// An endpoint that takes calls. The cluster owns the state.
struct WeightedEndpoint {
  EndpointState* state;
  uint32_t weight;
};

inline std::vector<uint32_t> WeightsOf(const std::vector<WeightedEndpoint>& endpoints) {
  std::vector<uint32_t> weights;
  weights.reserve(endpoints.size());
  for (const WeightedEndpoint& endpoint : endpoints) weights.push_back(endpoint.weight);
  return weights;
}

}  // namespace weft::engine
