// SPDX-License-Identifier: Apache-2.0
// Memory of finished calls, reused by the thread that made them: so that a call allocates nothing.
#pragma once

#include <cstddef>

namespace weft::mesh {

// Of the calling thread. All blocks are of one size.
void* TakeCallMemory(size_t size);
void GiveCallMemory(void* memory);

}  // namespace weft::mesh
