// SPDX-License-Identifier: Apache-2.0
// Versioned objects that are written here: what the API, the folder and announced workloads write to.
//
// One counter for the whole store gives every write its resourceVersion; it never goes backwards, also not over a restart.
// The store knows nothing of HTTP, patches or validation: it keeps JSON, assigns uid, creationTimestamp, generation and
// resourceVersion, and tells watchers in the order of the writes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "manifest/object/kind.h"
#include "store/source.h"

namespace weft::store {

// Thread-safe. Errors are absl codes: NotFound, AlreadyExists, Aborted (stale resourceVersion or uid), OutOfRange (the events
// asked for are no longer kept), Internal (the disk refused; the write did not happen).
class ObjectStore : public ObjectSource {
 public:
  virtual uint64_t ResourceVersion() const = 0;

  // `draft`: the same body, parsed by whoever judged it, or nothing.
  virtual absl::StatusOr<Object> Create(const Key& key, Json body, manifest::Draft draft) = 0;
  // `expected_version` 0 takes any. A body equal to the stored one, metadata.resourceVersion and managedFields times aside,
  // changes nothing and returns the stored object. metadata.generation rises when something outside metadata and status
  // differs.
  virtual absl::StatusOr<Object> Update(const Key& key, Json body, uint64_t expected_version, manifest::Draft draft) = 0;
  virtual absl::StatusOr<Object> Delete(const Key& key, std::string_view expected_uid = {}) = 0;

  absl::StatusOr<Object> Create(const Key& key, Json body) { return Create(key, std::move(body), manifest::Draft()); }
  absl::StatusOr<Object> Update(const Key& key, Json body, uint64_t expected_version) {
    return Update(key, std::move(body), expected_version, manifest::Draft());
  }

  // As WatchKind, for all kinds.
  virtual absl::StatusOr<std::unique_ptr<Watch>> WatchSince(uint64_t since, OnEvent on_event) = 0;
};

// In memory only.
std::unique_ptr<ObjectStore> OpenMemoryStore();

// A SQLite file (mode 0600, write-ahead log, synchronous) that survives kill -9; a second process on it is refused.
absl::StatusOr<std::unique_ptr<ObjectStore>> OpenSqliteStore(const std::string& path);

}  // namespace weft::store
