// SPDX-License-Identifier: Apache-2.0
// The power of two choices (Mitzenmacher 2001): draws two endpoints, takes the one with less in flight. Weights enter twice:
// the draw is by weight, so an idle cluster is used in their proportion; the load is compared in proportion to the weight, so a
// busy one too.
#pragma once

#include <utility>
#include <vector>

#include "engine/balance/picker.h"
#include "engine/balance/weighted_endpoint.h"
#include "engine/route/weighted_choice.h"

namespace weft::engine {

class LeastRequestPicker final : public Picker {
 public:
  // `endpoints` must not be empty.
  explicit LeastRequestPicker(std::vector<WeightedEndpoint> endpoints);

  EndpointState* Pick(const PickInput& input) const override;

 private:
  using Pair = std::pair<const WeightedEndpoint*, const WeightedEndpoint*>;

  Pair DrawTwo(Random& random) const;

  WeightedChoice choice_;
  std::vector<WeightedEndpoint> endpoints_;
};

}  // namespace weft::engine
