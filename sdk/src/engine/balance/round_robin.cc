// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/round_robin.h"

#include <algorithm>

#include "engine/balance/round_robin_schedule.h"

namespace weft::engine {

RoundRobinPicker::RoundRobinPicker(const std::vector<WeightedEndpoint>& endpoints, Random& random) {
  // Weights that do not fit into a round of this length are rounded to it.
  const size_t max_slots = std::max<size_t>(4096, 4 * endpoints.size());
  for (const uint32_t index : RoundRobinSchedule(WeightsOf(endpoints), max_slots)) round_.push_back(endpoints[index].state);
  cursor_.store(random.Below(static_cast<uint32_t>(round_.size())), std::memory_order_relaxed);
}

EndpointState* RoundRobinPicker::Pick(const PickInput&) const {
  return round_[cursor_.fetch_add(1, std::memory_order_relaxed) % round_.size()];
}

}  // namespace weft::engine
