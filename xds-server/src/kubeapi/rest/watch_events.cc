// SPDX-License-Identifier: Apache-2.0
#include "kubeapi/rest/watch_events.h"

#include "base/strings.h"
#include "kubeapi/request/json_text.h"

namespace weft::kubeapi {

namespace {

std::string EventLine(std::string_view type, const Json& object) {
  return StrCat("{\"type\":\"", type, "\",\"object\":", ToText(object), "}\n");
}

}  // namespace

std::string WatchEncoder::Line(std::string_view type, const Json& body, uint64_t resource_version, absl::Time now) {
  Json object = view_.One(body, resource_version, now, !columns_sent_);
  columns_sent_ = true;
  return EventLine(type, object);
}

std::string WatchEncoder::Encode(const store::Event& event, absl::Time now) {
  using Type = store::Event::Type;
  if (!selection_.InScope(event.object.key)) return {};
  const Json& body = *event.object.body;
  const Json& old = event.old ? *event.old : body;
  bool was = event.type != Type::kAdded && selection_.Matches(old);
  bool is = event.type != Type::kDeleted && selection_.Matches(body);
  uint64_t version = event.object.resource_version;
  if (!was && !is) return {};
  if (!was) return Line("ADDED", body, version, now);
  if (is) return Line("MODIFIED", body, version, now);
  return Line("DELETED", event.type == Type::kDeleted ? body : old, version, now);
}

std::string WatchEncoder::Added(const store::Object& object, absl::Time now) {
  return Line("ADDED", *object.body, object.resource_version, now);
}

std::string WatchEncoder::Bookmark(uint64_t resource_version, bool initial_events_end) const {
  return EventLine("BOOKMARK", view_.Bookmark(resource_version, initial_events_end));
}

std::string WatchEncoder::Error(const Refusal& refusal) const { return EventLine("ERROR", StatusObject(refusal)); }

}  // namespace weft::kubeapi
