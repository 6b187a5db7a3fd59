// SPDX-License-Identifier: Apache-2.0
#include "engine/actions/fault.h"

#include "base/grpc_status.h"

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

}  // namespace weft::engine
