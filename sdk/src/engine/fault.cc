#include "engine/fault.h"

namespace weft::engine {

FaultDecision Inject(const model::Fault& fault, Random& random) {
  FaultDecision decision;
  if (fault.delay.count() > 0 && random.PerMillion(fault.delay_fraction.per_million)) decision.delay = fault.delay;
  if (fault.abort_status != 0 && random.PerMillion(fault.abort_fraction.per_million)) decision.abort_status = fault.abort_status;
  return decision;
}

}  // namespace weft::engine
