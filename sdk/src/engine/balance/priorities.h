// SPDX-License-Identifier: Apache-2.0
// The priorities of a cluster, each with a picker: the one place where it is decided which endpoints take calls.
#pragma once

#include <vector>

#include "engine/balance/endpoint_states.h"
#include "engine/balance/priority_picker.h"
#include "model/cluster.h"

namespace weft::engine {

// Immutable and thread-safe.
class Priorities {
 public:
  Priorities() = default;

  // An endpoint takes calls when the control plane reports it as healthy or has no state of it, and nothing in this process
  // keeps calls away from it (EndpointState::available). A priority without such endpoints is left out.
  Priorities(const model::LoadBalancing& policy, const model::Endpoints& endpoints, const EndpointStates& states,
             Random& random);

  // nullptr when no endpoint takes calls. input.priority must be below size(), or 0.
  EndpointState* Pick(const PickInput& input) const {
    return pickers_.empty() ? nullptr : pickers_[input.priority].Pick(input);
  }

  // How many priorities have endpoints that take calls.
  size_t size() const { return pickers_.size(); }
  // How many endpoints the first of them has.
  size_t available() const { return pickers_.empty() ? 0 : pickers_.front().size(); }

 private:
  std::vector<PriorityPicker> pickers_;
};

}  // namespace weft::engine
