// SPDX-License-Identifier: Apache-2.0
// Where objects come from: what the registry and the control thread read, and nothing of how they are written. A store of our
// own is one (store.h), a replica of somebody else's objects another (replica.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
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
  uint64_t resource_version = 0;  // rises with each change in this source; metadata.resourceVersion is that of the origin
  std::shared_ptr<const Json> body;
  std::shared_ptr<const manifest::Typed> typed = nullptr;  // see TypedOf
};

// The object as a T of its kind, such as manifest::VirtualService. Parsed once for each write, whoever asks first; an object
// made without `typed` is parsed at each call.
template <typename T>
absl::StatusOr<std::shared_ptr<const T>> TypedOf(const Object& object) {
  if (object.typed != nullptr) return object.typed->As<T>(*object.body);
  const manifest::TypedForm* form = manifest::FindForm(object.key.group, object.key.plural);
  if (form == nullptr) return absl::InternalError("the object is of a kind without typed form");
  return manifest::Typed(*form).As<T>(*object.body);
}

struct Event {
  enum class Type { kAdded, kModified, kDeleted };
  Type type;
  Object object;                    // for kDeleted the last state, with the resourceVersion of the deletion
  std::shared_ptr<const Json> old;  // the state before, for kModified and kDeleted
};

// A moment in the history of a source. Opaque: only the source that gave it out reads it.
class Version {
 public:
  Version() = default;  // before everything
  explicit Version(std::string token) : token_(std::move(token)) {}
  const std::string& token() const { return token_; }
  bool operator==(const Version&) const = default;

 private:
  std::string token_;
};

struct Listing {
  std::vector<Object> objects;    // by namespace, then name
  uint64_t resource_version = 0;  // of the store when it was read
  Version version;                // likewise: where a watch goes on
};

struct KindName {
  std::string group;
  std::string plural;
  auto operator<=>(const KindName&) const = default;
};

// Thread-safe.
class ObjectSource {
 public:
  virtual ~ObjectSource() = default;

  // NotFound when there is none.
  virtual absl::StatusOr<Object> Get(const Key& key) const = 0;
  // An empty `ns` lists all namespaces.
  virtual Listing List(std::string_view group, std::string_view plural, std::string_view ns) const = 0;
  // False as long as more objects of the kind may be there than List() returns, because they have not been read yet. Once true
  // it stays true.
  virtual bool Synced(std::string_view group, std::string_view plural) const = 0;

  // Ends when it is destroyed (blocks while a call runs).
  class Watch {
   public:
    virtual ~Watch() = default;
  };
  using OnEvent = std::function<void(const Event&)>;
  // Calls `on_event` for every change of the kind after `since`, in order: first those already kept (during this call), then
  // each new one, on the writer's thread and without a lock held by the caller: it must be quick and must not call the source.
  // OutOfRange when events after `since` are no longer kept: list again.
  virtual absl::StatusOr<std::unique_ptr<Watch>> WatchKind(std::string_view group, std::string_view plural,
                                                           const Version& since, OnEvent on_event) = 0;
};

// The served kinds of which the source has not read everything, as "virtualservices.networking.istio.io".
std::vector<std::string> UnsyncedKinds(const ObjectSource& source);

}  // namespace weft::store
