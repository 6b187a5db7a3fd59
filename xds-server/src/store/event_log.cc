#include "store/event_log.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace weft::store {

void EventLog::Append(Event event) {
  events_.push_back(std::move(event));
  if (events_.size() <= capacity_) return;
  known_since_ = events_.front().object.resource_version;
  events_.pop_front();
}

absl::StatusOr<std::vector<Event>> EventLog::After(uint64_t since) const {
  if (since < known_since_) {
    return absl::OutOfRangeError(absl::StrCat("too old resource version: ", since, " (", known_since_, ")"));
  }
  auto first = std::partition_point(events_.begin(), events_.end(),
                                    [&](const Event& event) { return event.object.resource_version <= since; });
  return std::vector<Event>(first, events_.end());
}

}  // namespace weft::store
