// SPDX-License-Identifier: Apache-2.0
// Wraps the pickers of a priority's localities: draws a locality by its weight, then lets its picker choose.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/balance/picker.h"
#include "engine/route/weighted_choice.h"

namespace weft::engine {

class LocalityWeightedPicker final : public Picker {
 public:
  // Not empty, a weight for each picker; localities of weight 0 are never drawn, unless all are 0.
  LocalityWeightedPicker(std::vector<std::unique_ptr<const Picker>> localities, const std::vector<uint32_t>& weights)
      : localities_(std::move(localities)), choice_(weights) {}

  EndpointState* Pick(const PickInput& input) const override { return localities_[choice_.Draw(input.random)]->Pick(input); }

 private:
  std::vector<std::unique_ptr<const Picker>> localities_;
  WeightedChoice choice_;
};

}  // namespace weft::engine
