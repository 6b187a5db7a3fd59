// SPDX-License-Identifier: Apache-2.0
// A file of its own, so that no compiler sees operator new and a call of it at once: inlined into each other they look
// mismatched.
#include "engine/testing/alloc_counter.h"

#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

thread_local uint64_t allocations_counted = 0;
thread_local int64_t bytes_counted = 0;

}  // namespace

namespace weft::engine::testing {

uint64_t AllocationsOfThisThread() { return allocations_counted; }
int64_t BytesHeldByThisThread() { return bytes_counted; }

}  // namespace weft::engine::testing

#if !defined(WEFT_SANITIZED)

namespace {

void* Counted(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  ++allocations_counted;
  bytes_counted += static_cast<int64_t>(malloc_usable_size(memory));
  return memory;
}

void Free(void* memory) {
  bytes_counted -= static_cast<int64_t>(malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

void* operator new(size_t size) { return Counted(std::malloc(size)); }
void* operator new(size_t size, std::align_val_t alignment) {
  const size_t align = static_cast<size_t>(alignment);
  return Counted(std::aligned_alloc(align, (size + align - 1) / align * align));
}
void operator delete(void* memory) noexcept { Free(memory); }
void operator delete(void* memory, size_t) noexcept { Free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { Free(memory); }
void operator delete(void* memory, size_t, std::align_val_t) noexcept { Free(memory); }

#endif
