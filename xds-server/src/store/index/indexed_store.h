// SPDX-License-Identifier: Apache-2.0
// The store behind every backend: an index in memory, the latest events, watchers, and a journal that makes writes last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "store/index/event_log.h"
#include "store/index/watchers.h"
#include "store/journal.h"
#include "store/store.h"

namespace weft::store {

// Thread-safe. Readers never wait for the disk: a write holds the index only while it swaps one object in.
class IndexedStore : public ObjectStore {
 public:
  IndexedStore(std::unique_ptr<Journal> journal, Recovered recovered, EventLog::Limits kept_events = {});

  absl::StatusOr<Object> Get(const Key& key) const override;
  Listing List(std::string_view group, std::string_view plural, std::string_view ns) const override;
  uint64_t ResourceVersion() const override;
  bool Synced(std::string_view, std::string_view) const override {
    return true;
  }  // what the journal held is in it from the start
  using ObjectStore::Create;
  using ObjectStore::Update;
  absl::StatusOr<Object> Create(const Key& key, Json body, manifest::Draft draft) override;
  absl::StatusOr<Object> Update(const Key& key, Json body, uint64_t expected_version, manifest::Draft draft) override;
  absl::StatusOr<Object> Delete(const Key& key, std::string_view expected_uid) override;
  absl::StatusOr<std::unique_ptr<Watch>> WatchSince(uint64_t since, OnEvent on_event) override;
  absl::StatusOr<std::unique_ptr<Watch>> WatchKind(std::string_view group, std::string_view plural, const Version& since,
                                                   OnEvent on_event) override;

 private:
  const Object* Find(const Key& key) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  Object NextObject(const Key& key, Json body, manifest::Draft draft) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  absl::StatusOr<Object> Put(Object object, const Object* old) ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  void Publish(Event event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);

  // One write at a time, from the first look at the old state until the watchers have been told. Taken before any other
  // lock.
  Mutex write_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  const std::unique_ptr<Journal> journal_ ABSL_PT_GUARDED_BY(write_mutex_);
  const std::shared_ptr<Watchers> watchers_ = std::make_shared<Watchers>();

  // What it guards, only who holds write_mutex_ too may change.
  mutable SharedMutex mutex_;
  std::map<Key, Object> index_ ABSL_GUARDED_BY(mutex_);
  uint64_t version_ ABSL_GUARDED_BY(mutex_);
  EventLog events_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace weft::store
