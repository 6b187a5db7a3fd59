// The store behind every backend: an index in memory, the latest events, watchers, and a journal that makes writes last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "absl/status/statusor.h"
#include "store/index/event_log.h"
#include "store/index/watchers.h"
#include "store/journal.h"
#include "store/store.h"

namespace weft::store {

// Thread-safe. Readers never wait for the disk: a write holds the index only while it swaps one object in.
class IndexedStore : public Store {
 public:
  IndexedStore(std::unique_ptr<Journal> journal, Recovered recovered, EventLog::Limits kept_events = {});

  absl::StatusOr<Object> Get(const Key& key) const override;
  Listing List(std::string_view group, std::string_view plural, std::string_view ns) const override;
  uint64_t ResourceVersion() const override;
  absl::StatusOr<Object> Create(const Key& key, Json body) override;
  absl::StatusOr<Object> Update(const Key& key, Json body, uint64_t expected_version) override;
  absl::StatusOr<Object> Delete(const Key& key, std::string_view expected_uid) override;
  absl::StatusOr<std::unique_ptr<Watch>> WatchSince(uint64_t since, std::function<void(const Event&)> on_event) override;

 private:
  const Object* Find(const Key& key) const;            // under mutex_
  Object NextObject(const Key& key, Json body) const;  // these three under write_mutex_
  absl::StatusOr<Object> Put(Object object, const Object* old);
  void Publish(Event event);

  // One write at a time, from the first look at the old state until the watchers have been told. Guards the journal; taken
  // before any other lock.
  std::mutex write_mutex_;
  const std::unique_ptr<Journal> journal_;
  const std::shared_ptr<Watchers> watchers_ = std::make_shared<Watchers>();

  // Guards what follows, which only who holds write_mutex_ too may change.
  mutable std::shared_mutex mutex_;
  std::map<Key, Object> index_;
  uint64_t version_;
  EventLog events_;
};

}  // namespace weft::store
