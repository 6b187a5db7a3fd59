// SPDX-License-Identifier: Apache-2.0
// Waiting for a condition with a bound, never for a time.
#pragma once

#include <chrono>
#include <thread>

namespace weft::test {

// Asks `condition` until it is true or `deadline` has passed; returns the last answer.
template <typename Condition>
bool Eventually(Condition&& condition, std::chrono::milliseconds deadline = std::chrono::seconds(5),
                std::chrono::milliseconds pause = std::chrono::milliseconds(10)) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  for (;;) {
    if (condition()) return true;
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace weft::test
