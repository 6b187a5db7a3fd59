// SPDX-License-Identifier: Apache-2.0
// The meshes in which a decision is measured: tables, endpoints and a stream of requests that all find a route.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "engine/balance/cluster.h"
#include "engine/match/path_index.h"
#include "engine/route/route_table.h"
#include "weft/request.h"

namespace weft::bench {

// Immutable once built, but for the counters of its endpoints. Not copied: heads look into it.
class DecisionScenario {
 public:
  // Every name that Build understands, with what it stands for.
  static const std::vector<std::pair<std::string, std::string>>& Names();
  // Aborts the program when there is no such scenario.
  static std::unique_ptr<DecisionScenario> Build(std::string_view name);

  // Request number `i` of the stream, which repeats after kRequests.
  const RequestHead& Request(size_t i) const { return heads_[i % kRequests]; }

  // The whole decision for one request, as a call makes it: route, cluster, endpoint, and its counter up and down again.
  // nullptr never happens.
  const engine::EndpointState* Decide(const RequestHead& head, Random& random) const {
    const engine::CompiledRoute* route = table_->Match(head, random);
    engine::EndpointState* endpoint = clusters_[route->PickCluster(random)]->Pick({.random = random});
    endpoint->Begin();
    endpoint->End();
    return endpoint;
  }

  // Only the search of the first virtual host's paths: the first route whose path fits.
  uint32_t MatchPath(const RequestHead& head) const { return paths_.Find(head.path.substr(0, head.path.find('?'))).Next(); }

  // What was compiled.
  const model::RouteTable& model() const { return model_; }

  static constexpr size_t kRequests = 1024;

 private:
  struct Texts {
    std::string authority, path;
  };

  DecisionScenario() = default;
  void Add(model::RouteTable table, size_t endpoints_per_cluster);
  void AddRequests(std::vector<Texts> texts);

  model::RouteTable model_;
  std::shared_ptr<const engine::CompiledRouteTable> table_;
  engine::PathIndex paths_;
  std::vector<std::shared_ptr<const engine::LoadBalancedCluster>> clusters_;  // by index of the table's cluster names
  std::vector<Texts> texts_;
  std::vector<HeaderRef> headers_;
  std::vector<RequestHead> heads_;

  friend class ScenarioBuilder;
};

}  // namespace weft::bench
