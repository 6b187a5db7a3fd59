// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/priority_picker.h"

#include <algorithm>

namespace weft::engine {

bool PriorityPicker::Excludes(const PickInput& input, const EndpointState* endpoint) {
  return std::find(input.excluded.begin(), input.excluded.end(), endpoint) != input.excluded.end();
}

EndpointState* PriorityPicker::PickAnother(const PickInput& input) const {
  EndpointState* picked = nullptr;
  for (unsigned left = input.attempts; left > 0; --left) {
    picked = picker_->Pick(input);
    if (!Excludes(input, picked)) return picked;
  }
  const size_t start = input.random.Below(static_cast<uint32_t>(endpoints_.size()));
  for (size_t i = 0; i < endpoints_.size(); ++i) {
    EndpointState* candidate = endpoints_[(start + i) % endpoints_.size()];
    if (!Excludes(input, candidate)) return candidate;
  }
  return picked;
}

}  // namespace weft::engine
