// Chooses among the available endpoints of one locality. One subclass per policy, each small enough to be read at once.
#pragma once

#include <memory>
#include <vector>

#include "base/random.h"
#include "engine/balance/endpoint_state.h"
#include "model/cluster.h"

namespace weft::engine {

// An endpoint that may be picked. The cluster owns the state.
struct WeightedEndpoint {
  EndpointState* state;
  uint32_t weight;
};

// Thread-safe; never empty.
class LocalityPicker {
 public:
  virtual ~LocalityPicker() = default;
  virtual EndpointState* Pick(Random& random) const = 0;
};

// `endpoints` must not be empty.
std::unique_ptr<const LocalityPicker> MakeLocalityPicker(model::LbPolicy policy, std::vector<WeightedEndpoint> endpoints,
                                                         Random& random);

}  // namespace weft::engine
