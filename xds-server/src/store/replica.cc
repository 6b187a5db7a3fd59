// SPDX-License-Identifier: Apache-2.0
#include "store/replica.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "base/strings.h"
#include "store/index/body.h"
#include "store/typed_object.h"

namespace weft::store {
namespace {

bool IsSameState(const Json& a, const Json& b) {
  const std::string version = MetadataText(a, "resourceVersion");
  if (version.empty()) return a == b;
  return version == MetadataText(b, "resourceVersion") && MetadataText(a, "uid") == MetadataText(b, "uid");
}

}  // namespace

Replica::Replica(EventLog::Limits kept_events) : events_(kept_events, 0) {}

bool Replica::Put(const Key& key, Json body) {
  if (key.name.empty()) return false;
  MutexLock writing(write_mutex_);
  const absl::StatusOr<Object> old = Get(key);
  if (old.ok() && IsSameState(*old->body, body)) return false;
  auto typed = MakeTyped(key, body, {});
  Object object{.key = key, .resource_version = 0, .body = std::make_shared<const Json>(std::move(body)), .typed = typed};
  Publish({.type = old.ok() ? Event::Type::kModified : Event::Type::kAdded,
           .object = std::move(object),
           .old = old.ok() ? old->body : nullptr});
  return true;
}

bool Replica::Remove(const Key& key) {
  MutexLock writing(write_mutex_);
  const absl::StatusOr<Object> old = Get(key);
  if (!old.ok()) return false;
  Publish({.type = Event::Type::kDeleted, .object = *old, .old = old->body});
  return true;
}

void Replica::Publish(Event event) {
  event.object.resource_version = ++last_change_;
  {
    MutexLock lock(mutex_);
    changes_ = last_change_;
    if (event.type == Event::Type::kDeleted) {
      index_.erase(event.object.key);
    } else {
      index_.insert_or_assign(event.object.key, event.object);
    }
    events_.Append(event);
  }
  watchers_->Dispatch(event);
}

void Replica::Replace(std::string_view group, std::string_view plural, std::vector<Foreign> objects) {
  std::set<Key> listed;
  for (Foreign& object : objects) {
    listed.insert(object.key);
    Put(object.key, std::move(object.body));
  }
  for (const Object& held : List(group, plural, "").objects) {
    if (!listed.contains(held.key)) Remove(held.key);
  }
  MutexLock lock(mutex_);
  synced_.insert({std::string(group), std::string(plural)});
}

absl::StatusOr<Object> Replica::Get(const Key& key) const {
  MutexLock lock(mutex_);
  auto found = index_.find(key);
  if (found == index_.end()) return absl::NotFoundError(StrCat(key.plural, " \"", key.ns, "/", key.name, "\" not found"));
  return found->second;
}

Listing Replica::List(std::string_view group, std::string_view plural, std::string_view ns) const {
  const Key first = {std::string(group), std::string(plural), std::string(ns), ""};
  MutexLock lock(mutex_);
  Listing listing{.objects = {}, .resource_version = changes_, .version = Version(StrCat(changes_))};
  for (auto it = index_.lower_bound(first); it != index_.end(); ++it) {
    const Key& key = it->first;
    if (key.group != first.group || key.plural != first.plural || (!ns.empty() && key.ns != ns)) break;
    listing.objects.push_back(it->second);
  }
  return listing;
}

bool Replica::Synced(std::string_view group, std::string_view plural) const {
  MutexLock lock(mutex_);
  return synced_.contains({std::string(group), std::string(plural)});
}

absl::StatusOr<std::unique_ptr<ObjectSource::Watch>> Replica::WatchKind(std::string_view group, std::string_view plural,
                                                                        const Version& since, OnEvent on_event) {
  uint64_t number = 0;
  if (!since.token().empty() && !absl::SimpleAtoi(since.token(), &number)) {
    return absl::InvalidArgumentError(StrCat("version \"", since.token(), "\" is not one of this replica"));
  }
  return watchers_->Add(number, OfKind(group, plural, std::move(on_event)), [&] {
    MutexLock lock(mutex_);
    return events_.After(number);
  });
}

}  // namespace weft::store
