// SPDX-License-Identifier: Apache-2.0
// The resource types that a server has, and what the protocol has to know of each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace weft::ads {

// The number of a type in its ResourceTypes: 0 is the first that was registered.
using TypeId = uint32_t;

struct ResourceType {
  std::string url = {};         // "type.googleapis.com/envoy.config.cluster.v3.Cluster"
  std::string short_name = {};  // "CDS", for people
  // A state-of-the-world response has all resources that are subscribed, and what is left out is deleted; otherwise it has
  // those that changed. Only types with full state can be asked for without naming a resource.
  bool full_state = false;

  // Make before break: URLs of the types whose resources refer to resources of this one. This type is sent before them; what is
  // gone of it is removed when the client has answered for them.
  std::vector<std::string> used_by = {};
  // URL of a type whose resources warm: a client that warms takes a changed one into use when it has been sent the resource of
  // the same name of this type again, be it equal.
  std::string warms = {};

  // The discovery service of this type alone and its two methods, "envoy.service.cluster.v3.ClusterDiscoveryService" with
  // "StreamClusters" and "DeltaClusters". Empty: it is served on aggregated streams only.
  std::string service = {};
  std::string sotw_method = {};
  std::string delta_method = {};
};

// Filled before the first stream opens, then constant. Not thread-safe while it is filled.
class ResourceTypes {
 public:
  // InvalidArgument when the URL is empty or taken, or when used_by or warms name a type that is not registered yet.
  absl::StatusOr<TypeId> Register(ResourceType type);

  size_t size() const { return types_.size(); }
  const ResourceType& at(TypeId type) const { return types_.at(type).type; }
  std::optional<TypeId> Find(std::string_view url) const;

  // Every type after those that its resources refer to; otherwise in order of registration.
  const std::vector<TypeId>& send_order() const { return send_order_; }
  // Every type after those whose resources refer to it; otherwise in order of registration.
  const std::vector<TypeId>& removal_order() const { return removal_order_; }
  // Whose answers a removal of that type waits for.
  const std::vector<TypeId>& users(TypeId type) const { return types_.at(type).users; }
  // What is sent again to a client that warms when a resource of that type changed.
  const std::vector<TypeId>& warmed_by(TypeId type) const { return types_.at(type).warmed_by; }

 private:
  struct Entry {
    ResourceType type;
    std::vector<TypeId> users;
    std::vector<TypeId> warmed_by;
    int depth = 0;  // 0: nothing refers to it; else one more than the deepest of its users
  };
  absl::StatusOr<TypeId> FindDependency(const ResourceType& type, std::string_view field, const std::string& url) const;
  void SortByDepth();

  std::vector<Entry> types_;
  std::vector<TypeId> send_order_;
  std::vector<TypeId> removal_order_;
};

}  // namespace weft::ads
