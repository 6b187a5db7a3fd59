// SPDX-License-Identifier: Apache-2.0
// Keeps the retries of a cluster from becoming a storm: a bucket of tokens that failures empty and successes fill.
//
// The bucket holds 100 tokens at most and starts full. An attempt that fails as the policy would retry it takes one, an attempt
// that succeeds gives two back. Retries are allowed while more than half are there. So they go on for as long as at least one
// attempt in three succeeds, and stop within fifty failures when nothing does; first attempts are never held back, and it is
// their successes that allow retries again. Why not a share of the requests: docs/adr/0004-retry-budget.md. Source of the
// scheme: gRFC A6, "Throttling Retry Attempts and Hedged RPCs".
#pragma once

#include <atomic>
#include <cstdint>

namespace weft::engine {

// Thread-safe without locks. One for each cluster, carried over from version to version.
class RetryBudget {
 public:
  static constexpr int32_t kCapacity = 100;
  static constexpr int32_t kCostOfFailure = 1;
  static constexpr int32_t kGainOfSuccess = 2;

  // An attempt ended in a way that the policy would not retry: a response that the caller keeps. Not for cancelled attempts,
  // which mean nothing. One relaxed load when the bucket is full.
  void Succeeded() {
    if (tokens_.load(std::memory_order_relaxed) < kCapacity) Refill();
  }

  // An attempt ended in a way that the policy would retry. Returns whether the budget allows the retry.
  bool Failed();

  // Whether it would be allowed now. Changes nothing.
  bool allows_retries() const { return tokens_.load(std::memory_order_relaxed) > kCapacity / 2; }
  int32_t tokens() const { return tokens_.load(std::memory_order_relaxed); }

 private:
  void Refill();

  std::atomic<int32_t> tokens_{kCapacity};  // in [0, kCapacity]
};

}  // namespace weft::engine
