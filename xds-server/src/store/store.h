// Versioned objects with watch: what the API writes and the control thread reads.
//
// One counter for the whole store gives every write its resourceVersion; it never goes backwards, also not over a restart.
// The store knows nothing of HTTP, patches or validation: it keeps JSON, assigns uid, creationTimestamp, generation and
// resourceVersion, and tells watchers in the order of the writes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "manifest/object/kind.h"

namespace weft::store {

using manifest::Json;

struct Key {
  std::string group;
  std::string plural;
  std::string ns;  // empty for cluster-scoped kinds
  std::string name;
  auto operator<=>(const Key&) const = default;
};

// An immutable stored object; `body` carries kind and apiVersion of the preferred version. Copying is cheap.
struct Object {
  Key key;
  uint64_t resource_version = 0;
  std::shared_ptr<const Json> body;
};

struct Event {
  enum class Type { kAdded, kModified, kDeleted };
  Type type;
  Object object;                    // for kDeleted the last state, with the resourceVersion of the deletion
  std::shared_ptr<const Json> old;  // the state before, for kModified and kDeleted
};

struct Listing {
  std::vector<Object> objects;    // by namespace, then name
  uint64_t resource_version = 0;  // of the store when it was read
};

// Thread-safe. Errors are absl codes: NotFound, AlreadyExists, Aborted (stale resourceVersion or uid), OutOfRange (the events
// asked for are no longer kept), Internal (the disk refused; the write did not happen).
class Store {
 public:
  virtual ~Store() = default;

  virtual absl::StatusOr<Object> Get(const Key& key) const = 0;
  // An empty `ns` lists all namespaces.
  virtual Listing List(std::string_view group, std::string_view plural, std::string_view ns) const = 0;
  virtual uint64_t ResourceVersion() const = 0;

  virtual absl::StatusOr<Object> Create(const Key& key, Json body) = 0;
  // `expected_version` 0 takes any. A body equal to the stored one, metadata.resourceVersion and managedFields times aside,
  // changes nothing and returns the stored object. metadata.generation rises when something outside metadata and status
  // differs.
  virtual absl::StatusOr<Object> Update(const Key& key, Json body, uint64_t expected_version) = 0;
  virtual absl::StatusOr<Object> Delete(const Key& key, std::string_view expected_uid = {}) = 0;

  // Calls `on_event` for every write after `since`, in order: first those already kept (during this call), then each new one,
  // on the writer's thread and without a lock held by the caller: it must be quick and must not call the store. OutOfRange when
  // events after `since` are no longer kept. The watch ends when the returned handle is destroyed (blocks while a call runs).
  class Watch {
   public:
    virtual ~Watch() = default;
  };
  virtual absl::StatusOr<std::unique_ptr<Watch>> WatchSince(uint64_t since, std::function<void(const Event&)> on_event) = 0;
};

// In memory only.
std::unique_ptr<Store> OpenMemoryStore();

// A SQLite file (mode 0600, write-ahead log, synchronous) that survives kill -9; a second process on it is refused.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path);

}  // namespace weft::store
