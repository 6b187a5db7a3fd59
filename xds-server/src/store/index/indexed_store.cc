// SPDX-License-Identifier: Apache-2.0
#include "store/index/indexed_store.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "base/strings.h"
#include "store/index/body.h"
#include "store/typed_object.h"

namespace weft::store {
namespace {

std::string KeyText(const Key& key) {
  return StrCat(key.plural, key.group.empty() ? "" : ".", key.group, " \"", key.ns, key.ns.empty() ? "" : "/", key.name, "\"");
}

absl::Status NoSuchObject(const Key& key) { return absl::NotFoundError(StrCat(KeyText(key), " not found")); }

absl::Status CheckUid(const Key& key, const Json& stored, std::string_view expected) {
  const std::string uid = MetadataText(stored, "uid");
  if (expected.empty() || expected == uid) return absl::OkStatus();
  return absl::AbortedError(StrCat(KeyText(key), ": the UID in the precondition (", std::string(expected),
                                   ") does not match the UID in record (", uid, ")"));
}

absl::Status CheckVersion(const Object& stored, uint64_t expected) {
  if (expected == 0 || expected == stored.resource_version) return absl::OkStatus();
  return absl::AbortedError(StrCat(KeyText(stored.key), ": the object has been modified, it is at resourceVersion ",
                                   stored.resource_version, ", not ", expected));
}

}  // namespace

IndexedStore::IndexedStore(std::unique_ptr<Journal> journal, Recovered recovered, EventLog::Limits kept_events)
    : journal_(std::move(journal)), version_(recovered.resource_version), events_(kept_events, recovered.resource_version) {
  for (Object& object : recovered.objects) {
    object.typed = MakeTyped(object.key, *object.body, {});
    index_.emplace(object.key, std::move(object));
  }
}

const Object* IndexedStore::Find(const Key& key) const {
  auto it = index_.find(key);
  return it == index_.end() ? nullptr : &it->second;
}

absl::StatusOr<Object> IndexedStore::Get(const Key& key) const {
  ReaderMutexLock lock(mutex_);
  const Object* object = Find(key);
  if (object == nullptr) return NoSuchObject(key);
  return *object;
}

Listing IndexedStore::List(std::string_view group, std::string_view plural, std::string_view ns) const {
  const Key first = {std::string(group), std::string(plural), std::string(ns), ""};
  ReaderMutexLock lock(mutex_);
  Listing listing{.objects = {}, .resource_version = version_, .version = Version(StrCat(version_))};
  for (auto it = index_.lower_bound(first); it != index_.end(); ++it) {
    const Key& key = it->first;
    if (key.group != first.group || key.plural != first.plural || (!ns.empty() && key.ns != ns)) break;
    listing.objects.push_back(it->second);
  }
  return listing;
}

uint64_t IndexedStore::ResourceVersion() const {
  ReaderMutexLock lock(mutex_);
  return version_;
}

absl::StatusOr<Object> IndexedStore::Create(const Key& key, Json body, manifest::Draft draft) {
  MutexLock lock(write_mutex_);
  if (Get(key).ok()) return absl::AlreadyExistsError(StrCat(KeyText(key), " already exists"));
  StampNew(key, absl::Now(), body);
  return Put(NextObject(key, std::move(body), std::move(draft)), nullptr);
}

absl::StatusOr<Object> IndexedStore::Update(const Key& key, Json body, uint64_t expected_version, manifest::Draft draft) {
  MutexLock lock(write_mutex_);
  WEFT_ASSIGN_OR_RETURN(const Object old, Get(key));
  WEFT_RETURN_IF_ERROR(CheckVersion(old, expected_version));
  WEFT_RETURN_IF_ERROR(CheckUid(key, *old.body, MetadataText(body, "uid")));
  StampNext(key, *old.body, body);
  if (SameBody(*old.body, body)) return old;
  return Put(NextObject(key, std::move(body), std::move(draft)), &old);
}

absl::StatusOr<Object> IndexedStore::Delete(const Key& key, std::string_view expected_uid) {
  MutexLock lock(write_mutex_);
  WEFT_ASSIGN_OR_RETURN(const Object old, Get(key));
  WEFT_RETURN_IF_ERROR(CheckUid(key, *old.body, expected_uid));
  Object last = NextObject(key, *old.body, {});
  WEFT_RETURN_IF_ERROR(journal_->Delete(key, last.resource_version));
  Publish({.type = Event::Type::kDeleted, .object = last, .old = old.body});
  return last;
}

Object IndexedStore::NextObject(const Key& key, Json body, manifest::Draft draft) const {
  const uint64_t version = ResourceVersion() + 1;
  SetResourceVersion(body, version);
  auto typed = MakeTyped(key, body, std::move(draft));
  return {.key = key,
          .resource_version = version,
          .body = std::make_shared<const Json>(std::move(body)),
          .typed = std::move(typed)};
}

absl::StatusOr<Object> IndexedStore::Put(Object object, const Object* old) {
  WEFT_RETURN_IF_ERROR(journal_->Put(object));
  const Event::Type type = old == nullptr ? Event::Type::kAdded : Event::Type::kModified;
  Publish({.type = type, .object = object, .old = old == nullptr ? nullptr : old->body});
  return object;
}

void IndexedStore::Publish(Event event) {
  {
    WriterMutexLock lock(mutex_);
    version_ = event.object.resource_version;
    if (event.type == Event::Type::kDeleted) {
      index_.erase(event.object.key);
    } else {
      index_.insert_or_assign(event.object.key, event.object);
    }
    events_.Append(event);
  }
  watchers_->Dispatch(event);
}

absl::StatusOr<std::unique_ptr<ObjectSource::Watch>> IndexedStore::WatchKind(std::string_view group, std::string_view plural,
                                                                             const Version& since, OnEvent on_event) {
  uint64_t number = 0;
  if (!since.token().empty() && !absl::SimpleAtoi(since.token(), &number)) {
    return absl::InvalidArgumentError(StrCat("version \"", since.token(), "\" is not one of this store"));
  }
  return WatchSince(number, OfKind(group, plural, std::move(on_event)));
}

absl::StatusOr<std::unique_ptr<ObjectSource::Watch>> IndexedStore::WatchSince(uint64_t since, OnEvent on_event) {
  return watchers_->Add(since, std::move(on_event), [&] {
    ReaderMutexLock lock(mutex_);
    return events_.After(since);
  });
}

}  // namespace weft::store
