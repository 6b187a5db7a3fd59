// A cluster's endpoints, ready to be picked from.
//
// Built once per update, off the call path; a pick reads it without a lock. What must outlive an update (calls in flight) lives
// in EndpointState, which the next version takes over by address.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "base/random.h"
#include "engine/balance/endpoint_state.h"
#include "engine/balance/priority_level.h"
#include "engine/retry/retry_budget.h"
#include "model/cluster.h"

namespace weft::engine {

// Immutable and thread-safe. Endpoint states are valid as long as a cluster that lists them.
class LoadBalancedCluster {
 public:
  // Endpoints of `previous` (may be null) that are still listed keep their state, and so does the retry budget. `random` places
  // the round robin's start.
  static std::shared_ptr<const LoadBalancedCluster> Build(const model::Cluster& cluster, const model::Endpoints& endpoints,
                                                          const LoadBalancedCluster* previous, Random& random = ThreadRandom());

  // Chooses an endpoint by the cluster's policy among the healthy ones of the lowest priority that has any; nullptr when there
  // is none. An endpoint in `exclude` is drawn anew up to `attempts` times; when the policy insists on it (least request
  // favours a host that fails fast, for nothing is in flight there) any other is taken, and only without another that one.
  // Without `attempts` nothing is excluded. `level` 1, 2, ... chooses among the priorities behind the lowest; it must be below
  // levels(). Changes no counter but the round robin's: the caller reports the attempt through EndpointState::Begin and End.
  EndpointState* Pick(Random& random, absl::Span<EndpointState* const> exclude = {}, unsigned attempts = 0,
                      size_t level = 0) const {
    const PriorityLevel& among = level == 0 ? first_ : further_[level - 1];
    EndpointState* picked = among.Pick(random);
    if (attempts == 0 || !PriorityLevel::Contains(exclude, picked)) return picked;
    return among.PickAnother(random, exclude, attempts);
  }
  // How many priorities have endpoints that take calls; 1 when none has.
  size_t levels() const { return further_.size() + 1; }

  const std::string& name() const { return name_; }
  model::LbPolicy policy() const { return policy_; }
  model::Duration connect_timeout() const { return connect_timeout_; }

  // What retries of calls to this cluster draw on; shared by all its versions.
  RetryBudget& retry_budget() const { return *retry_budget_; }

  // All endpoints of the assignment, each once, whether they take calls or not.
  absl::Span<const std::shared_ptr<EndpointState>> endpoints() const { return endpoints_; }
  // How many of them Pick chooses from.
  size_t available() const { return first_.size(); }

 private:
  LoadBalancedCluster() = default;

  std::string name_;
  model::LbPolicy policy_ = model::LbPolicy::kRoundRobin;
  model::Duration connect_timeout_{0};
  std::vector<std::shared_ptr<EndpointState>> endpoints_;
  PriorityLevel first_;
  std::vector<PriorityLevel> further_;
  std::shared_ptr<RetryBudget> retry_budget_;
};

}  // namespace weft::engine
