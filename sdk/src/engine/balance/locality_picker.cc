#include "engine/balance/locality_picker.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "engine/balance/round_robin_schedule.h"
#include "engine/route/weighted_choice.h"

namespace weft::engine {
namespace {

std::vector<uint32_t> WeightsOf(const std::vector<WeightedEndpoint>& endpoints) {
  std::vector<uint32_t> weights;
  weights.reserve(endpoints.size());
  for (const WeightedEndpoint& endpoint : endpoints) weights.push_back(endpoint.weight);
  return weights;
}

// In turn, from a random start, so that many processes that start together do not all begin with the same endpoint.
class RoundRobinPicker final : public LocalityPicker {
 public:
  RoundRobinPicker(const std::vector<WeightedEndpoint>& endpoints, Random& random) {
    // Weights that do not fit into a round of this length are rounded to it.
    const size_t max_slots = std::max<size_t>(4096, 4 * endpoints.size());
    for (const uint32_t index : RoundRobinSchedule(WeightsOf(endpoints), max_slots)) round_.push_back(endpoints[index].state);
    cursor_.store(random.Below(static_cast<uint32_t>(round_.size())), std::memory_order_relaxed);
  }

  EndpointState* Pick(Random&) const override {
    return round_[cursor_.fetch_add(1, std::memory_order_relaxed) % round_.size()];
  }

 private:
  std::vector<EndpointState*> round_;
  alignas(64) mutable std::atomic<uint64_t> cursor_;  // the one line that picks write to, away from those they read
};

class RandomPicker final : public LocalityPicker {
 public:
  explicit RandomPicker(std::vector<WeightedEndpoint> endpoints)
      : choice_(WeightsOf(endpoints)), endpoints_(std::move(endpoints)) {}

  EndpointState* Pick(Random& random) const override { return endpoints_[choice_.Draw(random)].state; }

 private:
  WeightedChoice choice_;
  std::vector<WeightedEndpoint> endpoints_;
};

// The power of two choices (Mitzenmacher 2001): draw two, take the one with less in flight. Weights enter twice: the draw is by
// weight, so an idle cluster is used in their proportion; the load is compared in proportion to the weight, so a busy one too.
class LeastRequestPicker final : public LocalityPicker {
 public:
  explicit LeastRequestPicker(std::vector<WeightedEndpoint> endpoints)
      : choice_(WeightsOf(endpoints)), endpoints_(std::move(endpoints)) {
    for (WeightedEndpoint& endpoint : endpoints_) endpoint.weight = std::max(endpoint.weight, 1u);  // all 0: all alike
  }

  EndpointState* Pick(Random& random) const override {
    const auto [first, second] = DrawTwo(random);
    return Load(*first) * second->weight <= Load(*second) * first->weight ? first->state : second->state;
  }

 private:
  using Pair = std::pair<const WeightedEndpoint*, const WeightedEndpoint*>;

  // Two different ones where weights allow it, from a single draw: one half of the bits each.
  Pair DrawTwo(Random& random) const {
    const WeightedEndpoint* base = endpoints_.data();
    if (!choice_.uniform()) return {base + choice_.Draw(random), base + choice_.Draw(random)};
    const uint64_t bits = random.Next();
    const uint64_t size = endpoints_.size();
    const uint64_t first = ((bits >> 32) * size) >> 32;
    uint64_t second = ((bits & UINT32_MAX) * (size - 1)) >> 32;
    if (size > 1 && second >= first) ++second;
    return {base + first, base + second};
  }

  static uint64_t Load(const WeightedEndpoint& endpoint) { return endpoint.state->in_flight.load(std::memory_order_relaxed); }

  WeightedChoice choice_;
  std::vector<WeightedEndpoint> endpoints_;
};

}  // namespace

std::unique_ptr<const LocalityPicker> MakeLocalityPicker(model::LbPolicy policy, std::vector<WeightedEndpoint> endpoints,
                                                         Random& random) {
  switch (policy) {
    case model::LbPolicy::kLeastRequest:
      return std::make_unique<LeastRequestPicker>(std::move(endpoints));
    case model::LbPolicy::kRandom:
      return std::make_unique<RandomPicker>(std::move(endpoints));
    case model::LbPolicy::kRoundRobin:
      break;
  }
  return std::make_unique<RoundRobinPicker>(endpoints, random);
}

}  // namespace weft::engine
