// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/attempts.h"

#include <algorithm>
#include <bit>

#include "engine/retry/classify.h"
#include "engine/retry/retry.h"

namespace weft::mesh {

Connection ConnectionTo(const engine::EndpointState& endpoint, std::chrono::nanoseconds connect_timeout) {
  return {.address = endpoint.address,
          .port = endpoint.port,
          .tls = false,
          .server_name = {},
          .connect_timeout = connect_timeout,
          .id = endpoint.endpoint};
}

engine::EndpointState* Attempts::Begin(const ClusterSlot& slot, const engine::CompiledRetryPolicy* policy, Random& random,
                                       TimePoint now) {
  const unsigned reselect = policy != nullptr && policy->exclude_previous_hosts ? policy->host_selection_attempts : 0;
  if (retries_ > 0) level_ = LevelOfRetry(*slot.cluster, policy->priority_update_frequency);
  engine::EndpointState* const picked =
      slot.cluster->Pick({.random = random, .excluded = tried_, .attempts = tried_.empty() ? 0 : reselect, .priority = level_});
  if (picked == nullptr) return nullptr;
  endpoint_ = picked;
  start_ = now;
  slot.runtime->OnAttemptStart(*picked);
  return picked;
}

// Semantics: Envoy's previous_priorities.
size_t Attempts::LevelOfRetry(const engine::LoadBalancedCluster& cluster, uint32_t update_frequency) {
  const size_t levels = std::min<size_t>(cluster.levels(), 64);
  tried_levels_ |= uint64_t{1} << level_;
  if (update_frequency == 0 || retries_ % update_frequency != 0) return level_;
  const size_t next = static_cast<size_t>(std::countr_one(tried_levels_));
  if (next < levels) return next;
  tried_levels_ = 0;
  return 0;
}

std::optional<model::Duration> Attempts::Finish(const ClusterSlot& slot, const engine::CompiledRetryPolicy* policy,
                                                const RequestHead& head, const Outcome& outcome, Random& random,
                                                const Env& env) const {
  const bool retriable = policy != nullptr && engine::ShouldRetry(*policy, outcome) && engine::MayRetryRequest(*policy, head);
  const bool body_follows = outcome.body_follows && outcome.kind == Outcome::Kind::kResponse;
  const bool allowed =
      slot.runtime->OnAttemptEnd(*endpoint_, {engine::Classify(outcome), retriable, env.Now() - start_, body_follows});
  if (!allowed || retries_ >= policy->num_retries || !outcome.replayable) return std::nullopt;
  return engine::RetryDelay(*policy, retries_, outcome, random, env.WallNow());
}

void Attempts::Retry() {
  ++retries_;
  tried_.push_back(endpoint_);
}

}  // namespace weft::mesh
