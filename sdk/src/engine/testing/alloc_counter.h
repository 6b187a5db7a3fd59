// SPDX-License-Identifier: Apache-2.0
// Counts what a thread allocates: a program that links weft::alloc_counter gets its operator new.
#pragma once

#include <cstdint>

namespace weft::engine::testing {

// Under a sanitizer, which brings its own allocator, nothing is counted and all are 0.

// How often this thread has called operator new so far.
uint64_t AllocationsOfThisThread();

// What this thread has allocated less what it has freed, in bytes as the allocator rounds them, without its own bookkeeping.
int64_t BytesHeldByThisThread();

// How often `work` calls operator new.
template <typename Work>
uint64_t CountAllocations(Work work) {
  const uint64_t before = AllocationsOfThisThread();
  work();
  return AllocationsOfThisThread() - before;
}

}  // namespace weft::engine::testing
