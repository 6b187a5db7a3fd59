// SPDX-License-Identifier: Apache-2.0
// The resources of one type as the ADS client handles them, whatever their type is. A type registers itself on the client as
// one of these; Resources<T> makes one of a parser.
//
// A set holds exactly the subscribed names. The last good value of a resource stays, whatever happens to the stream: bad
// versions are refused and leave it. What the server removes, leaves out of a full state or reports as missing is missing until
// it comes.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "base/timers/timers.h"
#include "google/protobuf/any.pb.h"
#include "xds/resource/update.h"

namespace weft::xds {

// kRequested: requested, no answer yet. kKnown: there is a value. kMissing: does not exist, was deleted, or cannot be used and
// no older value is there; `problem` is the reason.
enum class ResourceState { kRequested, kKnown, kMissing };

// What is known of a resource, but for its value.
struct ResourceStatus {
  ResourceState state = ResourceState::kRequested;
  std::string version;                   // of the value, where the protocol gives each resource its own
  std::string problem;                   // why it is missing, or why the newest version was refused
  std::vector<std::string> ignored;      // paths that Weft does not apply
  TimePoint expires = TimePoint::max();  // when, without an answer, it counts as missing
  Timer expiry;                          // set while it is requested on a stream
};

struct TypeInfo {
  std::string_view url;   // "type.googleapis.com/envoy.config.cluster.v3.Cluster"
  std::string_view name;  // in messages for people: "Cluster"
  // A state of the world has all resources of the type that there are: what is left out is gone.
  bool full_state = false;
};

// What an update made of a set.
struct Applied {
  bool changed = false;  // something is not what it was
  std::string problem;   // what was refused, "; "-joined, each with its resource's name; empty: accept
};

// Used by the mesh's thread alone.
class ResourceSet {
 public:
  using Names = std::set<std::string>;
  using Versions = std::map<std::string, std::string>;
  using ReferenceSink = absl::FunctionRef<void(std::string_view type_url, const std::string& name)>;

  explicit ResourceSet(TypeInfo type) : type_(type) {}
  virtual ~ResourceSet() = default;
  ResourceSet(const ResourceSet&) = delete;
  ResourceSet& operator=(const ResourceSet&) = delete;

  const TypeInfo& type() const { return type_; }

  // Drops what is not among the names and requests those that are new.
  virtual void Keep(const Names& names) = 0;
  // Good resources are used also when others of the same update are bad (gRFC A46). Equal values change nothing.
  Applied Apply(const Update& update);
  // What the known values of these names refer to, resources of whatever types.
  virtual void ForEachReference(const Names& names, ReferenceSink sink) const = 0;

  // Sets the timers of what is requested and has none: it counts as missing at `expires` if nothing comes.
  void StartExpiry(Timers& timers, TimePoint expires, const std::function<void()>& on_expiry);
  void StopExpiry();
  // Marks missing what has waited until now; true when there was any. `waited` is for the message: "15 s".
  bool Expire(TimePoint now, std::string_view waited);

  // What the protocol may send a server when the client comes back to it.
  Versions HeldVersions() const;
  void ClearVersions();
  // "type/name: path" for each field that Weft does not apply.
  void AddIgnoredFields(std::vector<std::string>& fields) const;

 protected:
  using StatusSink = absl::FunctionRef<void(const std::string& name, ResourceStatus& status)>;
  using ConstStatusSink = absl::FunctionRef<void(const std::string& name, const ResourceStatus& status)>;
  struct Taken {
    std::string name;
    bool changed = false;
  };

  // The part that holds values. Take reads the content and keeps it if it is subscribed; `sent_as`, unless empty, is the name
  // that it must have. An error: it cannot be used, and nothing was changed.
  virtual absl::StatusOr<Taken> Take(const google::protobuf::Any& content, const std::string& sent_as) = 0;
  // The name inside of content that cannot be used; empty when there is none.
  virtual std::string NameIn(const google::protobuf::Any& content) const = 0;
  virtual void DropValue(const std::string& name) = 0;
  virtual ResourceStatus* FindStatus(const std::string& name) = 0;
  virtual void ForEachStatus(StatusSink sink) = 0;
  virtual void ForEachStatus(ConstStatusSink sink) const = 0;

 private:
  class Applier;

  // `Cluster "c1"`.
  std::string Describe(const std::string& name) const;

  const TypeInfo type_;
};

}  // namespace weft::xds
