// SPDX-License-Identifier: Apache-2.0
#include "store/index/watchers.h"

#include <iterator>
#include <utility>

#include "base/status_macros.h"

namespace weft::store {

class Watchers::Handle : public ObjectSource::Watch {
 public:
  Handle(std::shared_ptr<Watchers> watchers, std::list<Watcher>::iterator self) : watchers_(std::move(watchers)), self_(self) {}
  ~Handle() override {
    MutexLock lock(watchers_->mutex_);
    watchers_->watchers_.erase(self_);
  }

 private:
  const std::shared_ptr<Watchers> watchers_;
  const std::list<Watcher>::iterator self_;
};

void Watchers::Watcher::Tell(const Event& event) {
  if (event.object.resource_version <= seen) return;
  seen = event.object.resource_version;
  on_event(event);
}

absl::StatusOr<std::unique_ptr<ObjectSource::Watch>> Watchers::Add(
    uint64_t since, OnEvent on_event, const std::function<absl::StatusOr<std::vector<Event>>()>& kept) {
  MutexLock lock(mutex_);
  WEFT_ASSIGN_OR_RETURN(std::vector<Event> events, kept());
  watchers_.push_back({since, std::move(on_event)});
  for (const Event& event : events) watchers_.back().Tell(event);
  return std::make_unique<Handle>(shared_from_this(), std::prev(watchers_.end()));
}

void Watchers::Dispatch(const Event& event) {
  MutexLock lock(mutex_);
  for (Watcher& watcher : watchers_) watcher.Tell(event);
}

}  // namespace weft::store
