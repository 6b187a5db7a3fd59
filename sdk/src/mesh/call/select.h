// SPDX-License-Identifier: Apache-2.0
// Which configuration, route and cluster a call takes, and which faults.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/random.h"
#include "engine/actions/fault.h"
#include "mesh/snapshot.h"
#include "weft/request.h"

namespace weft::mesh {

// Part of a call's state: one thread at a time. Keeps the configuration it chose from.
class Selection {
 public:
  // Chooses a route of `host`, which has some; draws its cluster and faults. False when none takes the request.
  bool Match(std::shared_ptr<const HostConfig> host, const RequestHead& head, Random& random);

  // Null before Match and when nothing took the request.
  const engine::CompiledRoute* route() const { return route_; }
  const std::shared_ptr<const HostConfig>& host() const { return host_; }
  uint32_t split() const { return split_; }
  const engine::FaultDecision& fault() const { return fault_; }

  // With a route that does not answer by itself:
  const ClusterSlot& slot() const { return host_->clusters[cluster_]; }
  const engine::LoadBalancedCluster* cluster() const { return slot().cluster.get(); }

  std::string_view route_name() const { return route_ == nullptr ? std::string_view() : route_->name; }
  // Empty when there is none.
  std::string_view cluster_name() const;
  // How the route was found, as one line of JSON; empty when no configuration was there.
  std::string Explain(const RequestHead& head) const;

 private:
  std::shared_ptr<const HostConfig> host_;
  const engine::CompiledRoute* route_ = nullptr;
  Random draws_{0};  // as they were before the route was matched
  uint32_t split_ = 0;
  uint32_t cluster_ = 0;  // of the split
  engine::FaultDecision fault_;
};

}  // namespace weft::mesh
