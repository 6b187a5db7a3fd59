// The latest events of a store, so that a watch can begin a little in the past.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "absl/status/statusor.h"
#include "store/store.h"

namespace weft::store {

// Not thread-safe. Keeps `capacity` events; knows nothing of what happened up to version `since`.
class EventLog {
 public:
  EventLog(size_t capacity, uint64_t since) : capacity_(capacity), known_since_(since) {}

  void Append(Event event);

  // The events after `since`, in order. OutOfRange when not all of them are kept.
  absl::StatusOr<std::vector<Event>> After(uint64_t since) const;

 private:
  const size_t capacity_;
  uint64_t known_since_;
  std::deque<Event> events_;
};

}  // namespace weft::store
