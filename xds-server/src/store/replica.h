// SPDX-License-Identifier: Apache-2.0
// Objects of somebody else, kept as they are: their uid, creation time and resourceVersion stay those of the origin, by which
// it is decided which of two rules is older. The other kind of ObjectSource; who reads them there (a reflector of a
// kube-apiserver, a command that reads files) writes them here.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "store/index/event_log.h"
#include "store/index/watchers.h"
#include "store/source.h"

namespace weft::store {

// Thread-safe. A kind is synced once everything of it has been read for the first time, which Replace says.
class Replica : public ObjectSource {
 public:
  explicit Replica(EventLog::Limits kept_events = {});

  // An object of the origin, new or changed. One that is the very same as before (uid and metadata.resourceVersion) changes
  // nothing, and neither does one without name. True when it changed something.
  bool Put(const Key& key, Json body);
  bool Remove(const Key& key);
  // All objects of the kind, as a list has them: those that are not in it are gone. From now on the kind is synced.
  struct Foreign {
    Key key;
    Json body;
  };
  void Replace(std::string_view group, std::string_view plural, std::vector<Foreign> objects);

  absl::StatusOr<Object> Get(const Key& key) const override;
  Listing List(std::string_view group, std::string_view plural, std::string_view ns) const override;
  bool Synced(std::string_view group, std::string_view plural) const override;
  absl::StatusOr<std::unique_ptr<Watch>> WatchKind(std::string_view group, std::string_view plural, const Version& since,
                                                   OnEvent on_event) override;

 private:
  void Publish(Event event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);

  // One change at a time, until the watchers have seen it.
  Mutex write_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  uint64_t last_change_ ABSL_GUARDED_BY(write_mutex_) = 0;
  const std::shared_ptr<Watchers> watchers_ = std::make_shared<Watchers>();
  mutable Mutex mutex_;
  std::map<Key, Object> index_ ABSL_GUARDED_BY(mutex_);
  uint64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;  // how many there were: the versions of this source
  std::set<KindName> synced_ ABSL_GUARDED_BY(mutex_);
  EventLog events_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace weft::store
