// SPDX-License-Identifier: Apache-2.0
#include "base/fork_guard.h"

#include <pthread.h>

#include <atomic>

namespace weft {
namespace {

std::atomic<uint64_t> fork_generation{0};

int InstallForkHandler() {
  return pthread_atfork(nullptr, nullptr, [] { fork_generation.fetch_add(1, std::memory_order_relaxed); });
}

}  // namespace

uint64_t ForkGeneration() {
  static const int installed = InstallForkHandler();
  (void)installed;
  return fork_generation.load(std::memory_order_relaxed);
}

}  // namespace weft
