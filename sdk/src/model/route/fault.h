// SPDX-License-Identifier: Apache-2.0
// Delays and aborts that a rule injects. Source: envoy.extensions.filters.http.fault.v3.HTTPFault.
#pragma once

#include <cstdint>
#include <optional>

#include "model/units.h"

namespace weft::model {

struct Fault {
  Duration delay{0};
  Fraction delay_fraction{0};
  uint32_t abort_status = 0;             // HTTP; 0: no abort, or a gRPC one
  std::optional<int> abort_grpc_status;  // answered as 200 with grpc-status to gRPC calls, as its HTTP equivalent to others
  Fraction abort_fraction{0};
  bool operator==(const Fault&) const = default;
};

}  // namespace weft::model
