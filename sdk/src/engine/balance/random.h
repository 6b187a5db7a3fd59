// SPDX-License-Identifier: Apache-2.0
// Draws an endpoint by weight.
#pragma once

#include <utility>
#include <vector>

#include "engine/balance/picker.h"
#include "engine/balance/weighted_endpoint.h"
#include "engine/route/weighted_choice.h"

namespace weft::engine {

class RandomPicker final : public Picker {
 public:
  // `endpoints` must not be empty.
  explicit RandomPicker(std::vector<WeightedEndpoint> endpoints)
      : choice_(WeightsOf(endpoints)), endpoints_(std::move(endpoints)) {}

  EndpointState* Pick(const PickInput& input) const override { return endpoints_[choice_.Draw(input.random)].state; }

 private:
  WeightedChoice choice_;
  std::vector<WeightedEndpoint> endpoints_;
};

}  // namespace weft::engine
