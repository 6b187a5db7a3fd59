// SPDX-License-Identifier: Apache-2.0
// Which faults a request gets. Source: VirtualService `fault`, envoy.extensions.filters.http.fault.v3.
#pragma once

#include <cstdint>
#include <optional>

#include "base/random.h"
#include "model/route/fault.h"
#include "model/units.h"

namespace weft::engine {

// First the delay, then the abort; either may be absent.
struct FaultDecision {
  model::Duration delay{0};              // 0: none
  uint32_t abort_status = 0;             // HTTP; 0: none, or the gRPC one below
  std::optional<int> abort_grpc_status;  // then abort_status is its HTTP equivalent, for calls that are not gRPC's
  bool operator==(const FaultDecision&) const = default;
};

// Draws delay and abort independently of each other.
FaultDecision Inject(const model::Fault& fault, Random& random);

}  // namespace weft::engine
