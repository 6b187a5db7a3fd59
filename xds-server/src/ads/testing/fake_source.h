// SPDX-License-Identifier: Apache-2.0
// For tests: resource types of no real protocol, and a source of them that a test fills by hand.
//
//   kGate, kPath        use pools and members, as listeners and routes use clusters and endpoints
//   kPool, kMember      members warm pools; gates and pools have full state
//   kSecret             is used by pools: one more stage before and after them
//
// What a client is stands in its node: the user agent "reports" reads resource_errors, "warms" warms and is sent a placeholder
// of each path and member that does not exist; clients that differ in node.cluster have different
// shapes after set_clusters_matter(true).
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ads/hub/resource_source.h"
#include "ads/stream/resource_type.h"
#include "base/strings.h"

namespace weft::ads::testing {

inline constexpr TypeId kGate = 0, kPath = 1, kPool = 2, kMember = 3, kSecret = 4;
inline constexpr TypeId kTestTypes = 5;

inline ResourceTypes TestTypes() {
  ResourceTypes types;
  *types.Register({.url = "test/Gate",
                   .short_name = "GATE",
                   .full_state = true,
                   .service = "test.GateService",
                   .sotw_method = "StreamGates",
                   .delta_method = "DeltaGates"});
  *types.Register({.url = "test/Path",
                   .short_name = "PATH",
                   .service = "test.PathService",
                   .sotw_method = "StreamPaths",
                   .delta_method = "DeltaPaths"});
  *types.Register({.url = "test/Pool",
                   .short_name = "POOL",
                   .full_state = true,
                   .used_by = {"test/Gate", "test/Path"},
                   .service = "test.PoolService",
                   .sotw_method = "StreamPools",
                   .delta_method = "DeltaPools"});
  *types.Register({.url = "test/Member", .short_name = "MEMBER", .used_by = {"test/Gate", "test/Path"}, .warms = "test/Pool"});
  *types.Register({.url = "test/Secret", .short_name = "SECRET", .used_by = {"test/Pool"}});
  return types;
}

class FakeSource : public ResourceSource {
 public:
  // The next Take reports the difference.
  void Put(TypeId type, const std::string& name, const std::string& content) {
    resources_[{type, name}] = content;
    changed_.insert({type, name});
  }
  void Remove(TypeId type, const std::string& name) {
    if (resources_.erase({type, name}) > 0) changed_.insert({type, name});
  }
  bool Has(TypeId type, const std::string& name) const { return resources_.contains({type, name}); }
  // Of a resource that exists, for every shape.
  void LeaveOut(TypeId type, const std::string& name, const std::string& what) { left_out_[{type, name}].push_back(what); }
  // Do clients that differ in their node's cluster have different shapes?
  void set_clusters_matter(bool on) { clusters_matter_ = on; }

  // What has changed since the last call, for Hub::OnChange; the version grows.
  SourceChange Take() {
    ++version_;
    SourceChange change;
    for (const ResourceKey& key : asked_) {
      if (changed_.contains({key.type, key.name})) change.keys.push_back(key);
    }
    change.names = !changed_.empty();
    changed_.clear();
    for (auto& [stream, client] : streams_) {
      const ShapeId shape = ShapeOf(client.node);
      if (shape == client.shape) continue;
      client.shape = shape;
      change.reshaped.emplace_back(stream, shape);
    }
    return change;
  }

  // The content of a resource as a client with this node is sent it; absent when there is none.
  std::optional<std::string> ContentFor(const ::envoy::config::core::v3::Node& node, TypeId type, const std::string& name) {
    const SourceResource now = Make({ShapeOf(node), type, name});
    if (!now.resource) return std::nullopt;
    return now.resource->value();
  }
  std::vector<std::string> NamesOf(TypeId type) const {
    std::vector<std::string> names;
    for (const auto& [key, content] : resources_) {
      if (key.first == type) names.push_back(key.second);
    }
    return names;
  }
  // What the hub has asked for and not released.
  const std::set<ResourceKey>& asked() const { return asked_; }
  size_t streams() const { return streams_.size(); }

  absl::StatusOr<ClientIdentity> Identify(uint64_t stream, const ::envoy::config::core::v3::Node& node) override {
    if (node.id().empty()) return absl::InvalidArgumentError("node.id: required");
    const ShapeId shape = ShapeOf(node);
    streams_[stream] = {node, shape};
    return ClientIdentity{shape, node.user_agent_name() == "reports", node.user_agent_name() == "warms"};
  }
  void Forget(uint64_t stream) override { streams_.erase(stream); }
  SourceResource Get(const ResourceKey& key) override {
    asked_.insert(key);
    return Make(key);
  }
  void Release(const ResourceKey& key) override { asked_.erase(key); }
  std::vector<std::string> AllNames(ShapeId, TypeId type) override {
    return type == kGate || type == kPool ? NamesOf(type) : std::vector<std::string>();
  }
  std::string Version() const override { return std::to_string(version_); }

 private:
  struct Client {
    ::envoy::config::core::v3::Node node;
    ShapeId shape = 0;
  };
  struct Shape {
    bool placeholders = false;
    std::string cluster;
    auto operator<=>(const Shape&) const = default;
  };
  using Key = std::pair<TypeId, std::string>;

  ShapeId ShapeOf(const ::envoy::config::core::v3::Node& node) {
    const Shape shape{node.user_agent_name() == "warms", clusters_matter_ ? node.cluster() : ""};
    const auto [found, added] = shape_numbers_.try_emplace(shape, static_cast<ShapeId>(shapes_.size()));
    if (added) shapes_.push_back(shape);
    return found->second;
  }
  SourceResource Make(const ResourceKey& key) const {
    SourceResource made;
    const auto found = resources_.find({key.type, key.name});
    const Shape& shape = shapes_.at(key.shape);
    const bool is_placeholder = found == resources_.end() && shape.placeholders && (key.type == kPath || key.type == kMember);
    if (found == resources_.end()) made.missing = StrCat("there is no \"", key.name, "\"");
    if (found == resources_.end() && !is_placeholder) return made;
    made.resource.emplace().set_type_url(types_.at(key.type).url);
    made.resource->set_value(is_placeholder ? "placeholder"
                                            : StrCat(found->second, shape.cluster.empty() ? "" : "@", shape.cluster));
    if (const auto left_out = left_out_.find({key.type, key.name}); left_out != left_out_.end())
      made.left_out = left_out->second;
    return made;
  }

  const ResourceTypes types_ = TestTypes();
  std::map<Key, std::string> resources_;
  std::map<Key, std::vector<std::string>> left_out_;
  std::set<Key> changed_;
  std::set<ResourceKey> asked_;
  std::map<uint64_t, Client> streams_;
  std::map<Shape, ShapeId> shape_numbers_;
  std::vector<Shape> shapes_;
  uint64_t version_ = 1;
  bool clusters_matter_ = false;
};

}  // namespace weft::ads::testing
