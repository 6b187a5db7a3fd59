// SPDX-License-Identifier: Apache-2.0
#include "engine/retry/retry_budget.h"

#include <algorithm>

namespace weft::engine {

bool RetryBudget::Failed() {
  int32_t before = tokens_.load(std::memory_order_relaxed);
  int32_t after;
  do {
    after = std::max(before - kCostOfFailure, 0);
  } while (!tokens_.compare_exchange_weak(before, after, std::memory_order_relaxed));
  return after > kCapacity / 2;
}

void RetryBudget::Refill() {
  int32_t before = tokens_.load(std::memory_order_relaxed);
  while (before < kCapacity &&
         !tokens_.compare_exchange_weak(before, std::min(before + kGainOfSuccess, kCapacity), std::memory_order_relaxed)) {
  }
}

}  // namespace weft::engine
