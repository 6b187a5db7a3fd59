// SPDX-License-Identifier: Apache-2.0
#include "engine/route/weighted_choice.h"

#include <algorithm>
#include <numeric>

namespace weft::engine {
namespace {

constexpr uint64_t kFullHeight = uint64_t{1} << 32;

// How many columns of height `total` the index fills, in units of total / n: weight * n against total.
struct AliasShare {
  uint32_t index;
  __uint128_t amount;
};

}  // namespace

WeightedChoice::WeightedChoice(absl::Span<const uint32_t> weights) : size_(static_cast<uint32_t>(weights.size())) {
  if (std::adjacent_find(weights.begin(), weights.end(), std::not_equal_to<>()) == weights.end()) return;
  const __uint128_t total = std::accumulate(weights.begin(), weights.end(), uint64_t{0});
  std::vector<AliasShare> small, large;
  for (uint32_t i = 0; i < size_; ++i) {
    const AliasShare share{i, static_cast<__uint128_t>(weights[i]) * size_};
    (share.amount < total ? small : large).push_back(share);
  }
  columns_.resize(size_);
  // Each column takes all of one small share and is topped up by a large one, which shrinks.
  while (!small.empty() && !large.empty()) {
    const AliasShare poor = small.back();
    small.pop_back();
    AliasShare& rich = large.back();
    columns_[poor.index] = {static_cast<uint32_t>(poor.amount * kFullHeight / total), rich.index};
    rich.amount -= total - poor.amount;
    if (rich.amount >= total) continue;
    small.push_back(rich);
    large.pop_back();
  }
  for (const AliasShare& full : large) columns_[full.index] = {UINT32_MAX, full.index};
}

}  // namespace weft::engine
