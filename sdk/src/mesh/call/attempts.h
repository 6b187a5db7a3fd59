// SPDX-License-Identifier: Apache-2.0
// The tries of one call: which endpoint each goes to, and whether another follows.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/container/inlined_vector.h"
#include "base/random.h"
#include "engine/route/compiled_route.h"
#include "mesh/snapshot.h"
#include "weft/call.h"
#include "weft/env.h"

namespace weft::mesh {

// How an endpoint is connected to.
Connection ConnectionTo(const engine::EndpointState& endpoint, std::chrono::nanoseconds connect_timeout);

// Part of a call's state: one thread at a time. Must not outlive the configuration whose endpoints it names.
class Attempts {
 public:
  // Chooses the endpoint of the next attempt, by the cluster's policy and what the retry policy (may be null) defines for those
  // that were tried; null when there is none. It then counts as in flight until Finish.
  engine::EndpointState* Begin(const ClusterSlot& slot, const engine::CompiledRetryPolicy* policy, Random& random,
                               TimePoint now);

  // The attempt's outcome: is reported to the cluster's runtime and decides about a retry. How long to wait first; nothing when
  // there is to be none. Where a body follows, the attempt is in flight until EndBody.
  std::optional<model::Duration> Finish(const ClusterSlot& slot, const engine::CompiledRetryPolicy* policy,
                                        const RequestHead& head, const Outcome& outcome, Random& random, const Env& env) const;
  void EndBody(const ClusterSlot& slot) const { slot.runtime->OnBodyEnd(*endpoint_); }
  // There is to be one: the last endpoint counts as tried.
  void Retry();

  // Of the last attempt; null before the first.
  const engine::EndpointState* endpoint() const { return endpoint_; }
  TimePoint start() const { return start_; }
  // How many there were, the one under way included.
  uint32_t count() const { return endpoint_ == nullptr ? 0 : retries_ + 1; }

 private:
  size_t LevelOfRetry(const engine::LoadBalancedCluster& cluster, uint32_t update_frequency);

  uint32_t retries_ = 0;
  engine::EndpointState* endpoint_ = nullptr;
  TimePoint start_{};  // of the last attempt
  absl::InlinedVector<engine::EndpointState*, 4> tried_;
  size_t level_ = 0;           // the priority that endpoint_ is of
  uint64_t tried_levels_ = 0;  // bits
};

}  // namespace weft::mesh
