// Counts what this thread allocates: the program that links alloc_counter.cc gets its operator new.
#pragma once

#include <cstdint>

namespace weft::bench {

// How often this thread has called operator new so far; always 0 under a sanitizer, which brings its own allocator.
uint64_t AllocationsOfThisThread();

}  // namespace weft::bench
