// SPDX-License-Identifier: Apache-2.0
#include "mesh/call/call_memory.h"

#include <new>

namespace weft::mesh {
namespace {

class CallMemory {
 public:
  ~CallMemory() {
    while (count_ > 0) ::operator delete(blocks_[--count_]);
  }
  void* Take(size_t size) { return count_ > 0 ? blocks_[--count_] : ::operator new(size); }
  void Give(void* memory) {
    if (count_ < kKept)
      blocks_[count_++] = memory;
    else
      ::operator delete(memory);
  }

 private:
  static constexpr size_t kKept = 16;
  void* blocks_[kKept];
  size_t count_ = 0;
};

thread_local CallMemory call_memory;

}  // namespace

void* TakeCallMemory(size_t size) { return call_memory.Take(size); }
void GiveCallMemory(void* memory) { call_memory.Give(memory); }

}  // namespace weft::mesh
