// SPDX-License-Identifier: Apache-2.0
// The lines of a watch, made from the events of the store. Internal to watch.cc.
#pragma once

#include <string>
#include <string_view>

#include "kubeapi/request/refusal.h"
#include "kubeapi/rest/list_options.h"
#include "kubeapi/view/object_view.h"

namespace weft::kubeapi {

// Not thread-safe: it remembers whether a table's columns have been sent.
class WatchEncoder {
 public:
  WatchEncoder(Selection selection, ObjectView view) : selection_(std::move(selection)), view_(std::move(view)) {}

  const Selection& selection() const { return selection_; }

  // Empty when the event changes nothing for this watch.
  std::string Encode(const store::Event& event, absl::Time now);
  std::string Added(const store::Object& object, absl::Time now);
  std::string Bookmark(uint64_t resource_version, bool initial_events_end) const;
  std::string Error(const Refusal& refusal) const;

 private:
  std::string Line(std::string_view type, const Json& body, uint64_t resource_version, absl::Time now);

  Selection selection_;
  ObjectView view_;
  bool columns_sent_ = false;
};

}  // namespace weft::kubeapi
