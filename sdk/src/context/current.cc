// SPDX-License-Identifier: Apache-2.0
// The context of a thread: for synchronous handlers, whose request has the thread to itself. Everything else takes a Context as
// a value.
#include "weft/context.h"

namespace weft {
namespace {

thread_local Context* current_context = nullptr;

}  // namespace

Context* Context::Current() { return current_context; }

Context::Scope::Scope(Context* context) : previous_(current_context) { current_context = context; }

Context::Scope::~Scope() { current_context = previous_; }

}  // namespace weft
