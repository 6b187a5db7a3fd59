// SPDX-License-Identifier: Apache-2.0
// The resources of a world, for the hub: translated when somebody subscribes, and again when what they depend on changes.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ads/hub/resource_source.h"
#include "clients/client_of.h"
#include "clients/node.h"
#include "registry/registry.h"
#include "translate/translate.h"

namespace weft::control {

// Not thread-safe: the control thread owns it. TypeIds are those of ServedTypes().
class WorldSource : public ads::ResourceSource {
 public:
  explicit WorldSource(std::shared_ptr<const registry::World> world);

  // From now on resources are those of `world`. The result is for the hub.
  ads::SourceChange SetWorld(std::shared_ptr<const registry::World> world, const registry::Changes& changes);

  const registry::World& world() const { return *world_; }
  const translate::Client& client(ads::ShapeId shape) const { return shapes_[shape]; }
  // The node of a stream's client; nullptr before its first request. Valid until Forget.
  const clients::NodeInfo* node(uint64_t stream) const;

  absl::StatusOr<ads::ClientIdentity> Identify(uint64_t stream, const ::envoy::config::core::v3::Node& node) override;
  void Forget(uint64_t stream) override { streams_.erase(stream); }
  ads::SourceResource Get(const ads::ResourceKey& key) override;
  void Release(const ads::ResourceKey& key) override;
  std::vector<std::string> AllNames(ads::ShapeId shape, ads::TypeId type) override;
  std::string Version() const override { return std::to_string(world_->version()); }

 private:
  struct StreamClient {
    clients::NodeInfo node;
    ads::ShapeId shape = 0;
  };
  // What a resource was made from.
  struct Dependencies {
    std::vector<std::string> hosts;
    bool everything = false;
  };
  ads::ShapeId ShapeOf(const clients::NodeInfo& node);
  void Unlink(const ads::ResourceKey& key, const Dependencies& dependencies);
  std::vector<ads::ResourceKey> ConcernedBy(const registry::Changes& changes) const;
  std::vector<std::pair<uint64_t, ads::ShapeId>> Reshape(bool gateways_changed);

  std::shared_ptr<const registry::World> world_;
  clients::Distinctions distinctions_;
  std::map<uint64_t, StreamClient> streams_;
  std::map<translate::Client, ads::ShapeId> shape_numbers_;
  std::vector<translate::Client> shapes_;
  std::map<ads::ResourceKey, Dependencies> resources_;
  std::map<std::string, std::set<ads::ResourceKey>> by_host_;
  std::set<ads::ResourceKey> of_everything_;
};

}  // namespace weft::control
