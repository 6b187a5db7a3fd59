// The endpoints of one priority that take calls, by locality, ready to be picked from.
#pragma once

#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "base/random.h"
#include "engine/balance/locality_picker.h"
#include "engine/route/weighted_choice.h"

namespace weft::engine {

// Immutable once it is built; thread-safe then. Endpoint states belong to the cluster.
class PriorityLevel {
 public:
  struct Locality {
    uint32_t weight;
    std::vector<WeightedEndpoint> endpoints;  // not empty
  };

  PriorityLevel() = default;
  PriorityLevel(model::LbPolicy policy, std::vector<Locality> localities, Random& random);

  // By locality weight and policy; nullptr when there is no endpoint.
  EndpointState* Pick(Random& random) const {
    if (localities_.size() == 1) return localities_.front()->Pick(random);
    if (localities_.empty()) return nullptr;
    return localities_[choice_.Draw(random)]->Pick(random);
  }
  // One that is not in `exclude`, drawn up to `attempts` times and then taken in turn; without another one any.
  EndpointState* PickAnother(Random& random, absl::Span<EndpointState* const> exclude, unsigned attempts) const;

  static bool Contains(absl::Span<EndpointState* const> exclude, const EndpointState* endpoint);
  // How many endpoints there are to choose from.
  size_t size() const { return available_.size(); }

 private:
  std::vector<EndpointState*> available_;
  std::vector<std::unique_ptr<const LocalityPicker>> localities_;
  WeightedChoice choice_;
};

}  // namespace weft::engine
