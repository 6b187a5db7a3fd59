// SPDX-License-Identifier: Apache-2.0
// Those who follow a store, and how they are told.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "store/source.h"

namespace weft::store {

// Thread-safe. Handles may outlive the store.
class Watchers : public std::enable_shared_from_this<Watchers> {
 public:
  using OnEvent = ObjectSource::OnEvent;

  // Tells the new watcher what `kept` returns, then whatever is dispatched with a higher version. No event is lost or told
  // twice when one is published between the two: `kept` reads what is published, and Dispatch() passes over what a watcher
  // knows.
  absl::StatusOr<std::unique_ptr<ObjectSource::Watch>> Add(uint64_t since, OnEvent on_event,
                                                           const std::function<absl::StatusOr<std::vector<Event>>()>& kept);

  // Must be called in the order of the versions.
  void Dispatch(const Event& event);

 private:
  struct Watcher {
    uint64_t seen;
    OnEvent on_event;
    void Tell(const Event& event);
  };
  class Handle;

  Mutex mutex_;  // held while they are told, so that a handle's end waits for a running call
  std::list<Watcher> watchers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace weft::store
