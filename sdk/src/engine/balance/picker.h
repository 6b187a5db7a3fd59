// SPDX-License-Identifier: Apache-2.0
// Chooses an endpoint for an attempt. One class a policy, each in a file of its own; policies.h makes the one that a cluster
// requests.
//
// A picker is immutable: what changes which endpoints it chooses from (a new list, an endpoint that is kept away from calls)
// builds another one on the mesh's thread. A pick takes no lock and allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"
#include "base/random.h"
#include "engine/balance/endpoint_state.h"

namespace weft::engine {

// All that a choice may look at. The views need to last for the pick alone.
struct PickInput {
  Random& random;
  // What the route hashes on, for policies that send alike requests to one endpoint; they draw where there is none.
  std::optional<uint64_t> hash = {};
  // Endpoints that earlier attempts of the call have failed at, and how often to draw anew to avoid them. With 0 none is
  // avoided.
  absl::Span<EndpointState* const> excluded = {};
  unsigned attempts = 0;
  // Which of the priorities that have endpoints: 0 is the lowest number, the one to use first.
  size_t priority = 0;
};

// Thread-safe. Endpoint states are valid for as long as the cluster that the picker belongs to.
class Picker {
 public:
  virtual ~Picker() = default;

  // Never null: no picker is made without endpoints. Policies do not look at `excluded`, `attempts` and `priority`: what they
  // mean is the same for all and decided once, in PriorityPicker and Priorities.
  virtual EndpointState* Pick(const PickInput& input) const = 0;
};

}  // namespace weft::engine
