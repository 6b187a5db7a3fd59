// SPDX-License-Identifier: Apache-2.0
// One route as a decision sees it: what to do with a request that matched.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/types/span.h"
#include "base/random.h"
#include "engine/retry/retry.h"
#include "engine/route/route_actions.h"
#include "model/route/fault.h"
#include "model/units.h"

namespace weft::engine {

// Immutable, owned by its CompiledRouteTable, and valid as long as that. Thread-safe. There are thousands of them: policies
// that are equal are shared within the table, and what few routes have stands behind one pointer.
class CompiledRoute {
 public:
  struct Split {
    uint32_t cluster;     // index into CompiledRouteTable::cluster_names()
    uint32_t weight_end;  // the sum of the weights up to and with this one
  };

  std::string name;
  model::Duration timeout{0};                        // of the whole call; 0: none
  std::shared_ptr<const CompiledRetryPolicy> retry;  // null: none
  std::shared_ptr<const model::Fault> fault;         // null: none
  std::unique_ptr<const RouteActions> actions;       // null: the request goes on as it came
  absl::Span<const Split> splits;                    // one, or those of positive weight; none when the route answers by itself

  // Whether the route answers without an endpoint: by a redirect or a direct response.
  bool answers() const { return splits.empty(); }

  // For those who receive requests; null: none.
  const CompiledCors* cors() const { return actions == nullptr ? nullptr : actions->cors.get(); }

  // Draws one of `splits` by weight; there must be one. A single one costs no draw.
  uint32_t PickSplit(Random& random) const {
    if (splits.size() == 1) return 0;
    const uint32_t point = random.Below(splits.back().weight_end);
    uint32_t split = 0;
    while (point >= splits[split].weight_end) ++split;
    return split;
  }
  // Its cluster: an index into CompiledRouteTable::cluster_names().
  uint32_t PickCluster(Random& random) const { return splits[PickSplit(random)].cluster; }
};

}  // namespace weft::engine
