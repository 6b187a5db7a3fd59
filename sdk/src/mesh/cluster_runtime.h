// SPDX-License-Identifier: Apache-2.0
// The state that the process keeps of a cluster beyond its configuration, and what outlives each update of it: the state of its
// endpoints and the budget of its retries. The picker (engine::LoadBalancedCluster) is apart, immutable and built anew from
// both.
//
// Attempts report here, once each. When that, or anything else that watches endpoints, changes which of them take calls, the
// runtime raises an event; the mesh's thread then builds the cluster's picker anew and publishes a snapshot. So a pick looks at
// nothing that changes, and which endpoints take calls is decided in one place (engine/balance/priorities.h).
#pragma once

#include <atomic>
#include <chrono>
#include <functional>

#include "absl/base/thread_annotations.h"
#include "base/mutex.h"
#include "engine/balance/endpoint_states.h"
#include "engine/retry/classify.h"
#include "engine/retry/retry_budget.h"

namespace weft::mesh {

// How an attempt ended.
struct AttemptEnd {
  engine::OutcomeClass outcome;
  bool retriable;                    // the route's policy covers the outcome
  std::chrono::nanoseconds latency;  // from the pick
  bool body_follows = false;         // the endpoint has more to do, until OnBodyEnd
};

// Thread-safe, but for what is marked as the mesh's thread's. Shared by the snapshots that name the cluster.
class ClusterRuntime {
 public:
  // `changed` runs on any thread, once for all changes until the next BeginRebuild. It must not call back into this object.
  explicit ClusterRuntime(std::function<void()> changed) : changed_(std::move(changed)) {}

  // An attempt at `endpoint` starts, and ends. The end returns whether the budget allows a retry: never of what is not
  // retriable.
  void OnAttemptStart(engine::EndpointState& endpoint) { endpoint.Begin(); }
  bool OnAttemptEnd(engine::EndpointState& endpoint, const AttemptEnd& end);
  // The body that followed has ended, one way or another.
  void OnBodyEnd(engine::EndpointState& endpoint) { endpoint.End(); }

  // Keeps calls away from an endpoint of this cluster, or lets them come again: from the next snapshot on.
  void SetAvailable(engine::EndpointState& endpoint, bool available);

  const engine::RetryBudget& retry_budget() const { return retry_budget_; }

  // The mesh's thread's: the endpoints of the newest assignment.
  engine::EndpointStates& endpoints() { return endpoints_; }
  // A picker is about to be built: changes from here on are raised again.
  void BeginRebuild() { change_raised_.exchange(false, std::memory_order_acq_rel); }
  // Nobody listens any more; returns when `changed` does not run and never will.
  void Disconnect();

 private:
  engine::EndpointStates endpoints_;
  Mutex mutex_;
  std::function<void()> changed_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> change_raised_{false};
  alignas(64) engine::RetryBudget retry_budget_;  // written by calls, apart from what they only read
};

}  // namespace weft::mesh
