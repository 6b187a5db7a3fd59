// SPDX-License-Identifier: Apache-2.0
// The latest events of a store, so that a watch can begin a little in the past.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "absl/status/statusor.h"
#include "store/source.h"

namespace weft::store {

// Not thread-safe. Knows nothing of what happened up to version `since`.
class EventLog {
 public:
  // As many events are kept, unless their objects take more memory than that; the last one in any case.
  struct Limits {
    size_t events = 10'000;
    size_t bytes = 64 * 1024 * 1024;
  };

  EventLog(Limits limits, uint64_t since) : limits_(limits), known_since_(since) {}

  void Append(Event event);

  // The events after `since`, in order. OutOfRange when not all of them are kept.
  absl::StatusOr<std::vector<Event>> After(uint64_t since) const;

 private:
  struct Kept {
    Event event;
    size_t bytes = 0;
  };
  void DropFirst();

  const Limits limits_;
  uint64_t known_since_;
  std::deque<Kept> events_;
  size_t bytes_ = 0;
};

}  // namespace weft::store
