// SPDX-License-Identifier: Apache-2.0
#include "engine/balance/round_robin_schedule.h"

#include <algorithm>
#include <numeric>
#include <queue>

namespace weft::engine {
namespace {

struct RoundRobinTurn {
  uint32_t index;
  uint64_t turns;
  uint64_t taken = 0;

  // Due later: (2 * taken + 1) / (2 * turns) compared without division; of equal ones the lower index goes first.
  bool operator<(const RoundRobinTurn& other) const {
    const uint64_t mine = (2 * taken + 1) * other.turns;
    const uint64_t theirs = (2 * other.taken + 1) * turns;
    return mine != theirs ? mine > theirs : index > other.index;
  }
};

std::vector<uint64_t> TurnsPerRound(absl::Span<const uint32_t> weights, size_t max_slots) {
  const uint64_t sum = std::accumulate(weights.begin(), weights.end(), uint64_t{0});
  if (sum == 0) return std::vector<uint64_t>(weights.size(), 1);
  const uint64_t divisor = std::accumulate(weights.begin(), weights.end(), uint64_t{0}, std::gcd<uint64_t, uint64_t>);
  std::vector<uint64_t> turns(weights.begin(), weights.end());
  const bool fits = sum / divisor <= max_slots;
  for (uint64_t& turn : turns) {
    if (turn == 0) continue;
    turn = fits ? turn / divisor : std::max<uint64_t>(1, (turn * max_slots + sum / 2) / sum);
  }
  return turns;
}

}  // namespace

std::vector<uint32_t> RoundRobinSchedule(absl::Span<const uint32_t> weights, size_t max_slots) {
  const std::vector<uint64_t> turns = TurnsPerRound(weights, max_slots);
  std::priority_queue<RoundRobinTurn> due;
  for (uint32_t i = 0; i < turns.size(); ++i) {
    if (turns[i] > 0) due.push({i, turns[i]});
  }
  std::vector<uint32_t> schedule;
  schedule.reserve(std::accumulate(turns.begin(), turns.end(), uint64_t{0}));
  while (!due.empty()) {
    RoundRobinTurn turn = due.top();
    due.pop();
    schedule.push_back(turn.index);
    if (++turn.taken < turn.turns) due.push(turn);
  }
  return schedule;
}

}  // namespace weft::engine
