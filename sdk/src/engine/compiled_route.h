// One route as a decision sees it: what to do with a request that matched.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "engine/retry.h"
#include "model/route.h"

namespace weft::engine {

// Immutable, owned by its CompiledRouteTable, and valid as long as that. Thread-safe.
class CompiledRoute {
 public:
  struct Split {
    uint32_t cluster;     // index into CompiledRouteTable::cluster_names()
    uint32_t weight_end;  // the sum of the weights up to and with this one
  };

  std::string name;
  model::Duration timeout{0};  // of the whole call; 0: none
  std::shared_ptr<const CompiledRetryPolicy> retry;  // null: none
  std::optional<model::Fault> fault;
  std::vector<Split> splits;  // one, or those of positive weight

  // Draws a cluster by weight: an index into CompiledRouteTable::cluster_names(). A single cluster costs no draw.
  uint32_t PickCluster(Random& random) const {
    if (splits.size() == 1) return splits.front().cluster;
    const uint32_t point = random.Below(splits.back().weight_end);
    const Split* split = splits.data();
    while (point >= split->weight_end) ++split;
    return split->cluster;
  }
};

}  // namespace weft::engine
