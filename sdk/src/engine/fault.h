// Which faults a request gets. Source: VirtualService `fault`, envoy.extensions.filters.http.fault.v3.
#pragma once

#include <cstdint>

#include "base/random.h"
#include "model/route.h"

namespace weft::engine {

// First the delay, then the abort; either may be absent.
struct FaultDecision {
  model::Duration delay{0};   // 0: none
  uint32_t abort_status = 0;  // HTTP; 0: none
  bool operator==(const FaultDecision&) const = default;
};

// Draws delay and abort independently of each other.
FaultDecision Inject(const model::Fault& fault, Random& random);

}  // namespace weft::engine
