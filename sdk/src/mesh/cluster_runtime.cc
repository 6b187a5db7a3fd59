// SPDX-License-Identifier: Apache-2.0
#include "mesh/cluster_runtime.h"

namespace weft::mesh {

bool ClusterRuntime::OnAttemptEnd(engine::EndpointState& endpoint, const AttemptEnd& end) {
  if (!end.body_follows) endpoint.End();
  if (end.retriable) return retry_budget_.Failed();
  if (engine::IsSuccess(end.outcome)) retry_budget_.Succeeded();
  return false;
}

void ClusterRuntime::SetAvailable(engine::EndpointState& endpoint, bool available) {
  if (endpoint.available.exchange(available, std::memory_order_relaxed) == available) return;
  // Pairs with BeginRebuild: an event that is raised already comes before a rebuild that will see the flag above.
  if (change_raised_.exchange(true, std::memory_order_acq_rel)) return;
  MutexLock lock(mutex_);
  if (changed_) changed_();
}

void ClusterRuntime::Disconnect() {
  MutexLock lock(mutex_);
  changed_ = nullptr;
}

}  // namespace weft::mesh
