// SPDX-License-Identifier: Apache-2.0
// The picker of one priority, and what a retry makes of its choice.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/balance/picker.h"

namespace weft::engine {

// Immutable and thread-safe.
class PriorityPicker {
 public:
  // `endpoints` are those that `picker` chooses from, each at least once; not empty.
  PriorityPicker(std::unique_ptr<const Picker> picker, std::vector<EndpointState*> endpoints)
      : picker_(std::move(picker)), endpoints_(std::move(endpoints)) {}

  // By the policy. An endpoint that is excluded is drawn anew up to `attempts` times; when the policy insists on it (least
  // request favours an endpoint that fails fast, for nothing is in flight there) any other is taken, and only without another
  // that one.
  EndpointState* Pick(const PickInput& input) const {
    if (input.attempts == 0) return picker_->Pick(input);
    EndpointState* picked = picker_->Pick(input);
    return Excludes(input, picked) ? PickAnother(input) : picked;
  }

  // How many endpoints there are to choose from.
  size_t size() const { return endpoints_.size(); }

 private:
  static bool Excludes(const PickInput& input, const EndpointState* endpoint);
  EndpointState* PickAnother(const PickInput& input) const;

  std::unique_ptr<const Picker> picker_;
  std::vector<EndpointState*> endpoints_;
};

}  // namespace weft::engine
