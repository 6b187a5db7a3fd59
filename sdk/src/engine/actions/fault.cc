// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/fault.h"

#include <array>

namespace weft::engine {

FaultDecision Inject(const model::Fault& fault, Random& random) {
  FaultDecision decision;
  if (fault.delay.count() > 0 && random.PerMillion(fault.delay_fraction.per_million)) decision.delay = fault.delay;
  const bool aborts = fault.abort_status != 0 || fault.abort_grpc_status;
  if (!aborts || !random.PerMillion(fault.abort_fraction.per_million)) return decision;
  decision.abort_grpc_status = fault.abort_grpc_status;
  decision.abort_status = fault.abort_grpc_status ? HttpStatusOfGrpc(*fault.abort_grpc_status) : fault.abort_status;
  return decision;
}

uint32_t HttpStatusOfGrpc(int grpc_status) {
  constexpr std::array<uint32_t, 17> kStatuses = {
      200,  // OK
      499,  // CANCELLED
      500,  // UNKNOWN
      400,  // INVALID_ARGUMENT
      504,  // DEADLINE_EXCEEDED
      404,  // NOT_FOUND
      409,  // ALREADY_EXISTS
      403,  // PERMISSION_DENIED
      429,  // RESOURCE_EXHAUSTED
      400,  // FAILED_PRECONDITION
      409,  // ABORTED
      400,  // OUT_OF_RANGE
      501,  // UNIMPLEMENTED
      500,  // INTERNAL
      503,  // UNAVAILABLE
      500,  // DATA_LOSS
      401,  // UNAUTHENTICATED
  };
  const bool known = grpc_status >= 0 && static_cast<size_t>(grpc_status) < kStatuses.size();
  return known ? kStatuses[static_cast<size_t>(grpc_status)] : 500;
}

}  // namespace weft::engine
