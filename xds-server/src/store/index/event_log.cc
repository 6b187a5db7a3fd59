// SPDX-License-Identifier: Apache-2.0
#include "store/index/event_log.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "base/strings.h"

namespace weft::store {
namespace {

// Of a value in an object or a list, besides its text: itself, and a node of a tree with a key.
constexpr size_t kBytesOfAValue = 96;

// About what it takes in memory. The state before is that of the event before, and not counted again.
size_t BytesOf(const Json& value) {
  size_t bytes = kBytesOfAValue;
  if (value.is_string()) bytes += value.get_ref<const std::string&>().size();
  if (!value.is_structured()) return bytes;
  for (auto child = value.begin(); child != value.end(); ++child) {
    bytes += BytesOf(*child) + (value.is_object() ? child.key().size() : 0);
  }
  return bytes;
}

}  // namespace

void EventLog::Append(Event event) {
  const size_t bytes = BytesOf(*event.object.body);
  event.object.typed = nullptr;  // who comes late parses for himself, and what is past takes no more memory than its text
  events_.push_back({std::move(event), bytes});
  bytes_ += bytes;
  while (events_.size() > limits_.events || (bytes_ > limits_.bytes && events_.size() > 1)) DropFirst();
}

void EventLog::DropFirst() {
  known_since_ = events_.front().event.object.resource_version;
  bytes_ -= events_.front().bytes;
  events_.pop_front();
}

absl::StatusOr<std::vector<Event>> EventLog::After(uint64_t since) const {
  if (since < known_since_) {
    return absl::OutOfRangeError(StrCat("too old resource version: ", since, " (", known_since_, ")"));
  }
  const auto is_known = [since](const Kept& kept) { return kept.event.object.resource_version <= since; };
  std::vector<Event> after;
  for (auto kept = std::partition_point(events_.begin(), events_.end(), is_known); kept != events_.end(); ++kept) {
    after.push_back(kept->event);
  }
  return after;
}

}  // namespace weft::store
