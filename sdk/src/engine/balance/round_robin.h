// SPDX-License-Identifier: Apache-2.0
// Takes endpoints in turn, in proportion to their weights, from a random start: many processes that start together do not all
// begin with the same endpoint. The order of the turns: round_robin_schedule.h.
#pragma once

#include <atomic>
#include <vector>

#include "engine/balance/picker.h"
#include "engine/balance/weighted_endpoint.h"

namespace weft::engine {

class RoundRobinPicker final : public Picker {
 public:
  // `endpoints` must not be empty.
  RoundRobinPicker(const std::vector<WeightedEndpoint>& endpoints, Random& random);

  EndpointState* Pick(const PickInput& input) const override;

 private:
  std::vector<EndpointState*> round_;
  alignas(64) mutable std::atomic<uint64_t> cursor_;  // the one line that picks write to, away from those they read
};

}  // namespace weft::engine
