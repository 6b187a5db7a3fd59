// SPDX-License-Identifier: Apache-2.0
#include "control/world_source.h"

#include "base/status_macros.h"
#include "control/resource_types.h"
#include "translate/all_names.h"

namespace weft::control {

WorldSource::WorldSource(std::shared_ptr<const registry::World> world)
    : world_(std::move(world)), distinctions_(clients::DistinctionsIn(*world_)) {}

ads::ShapeId WorldSource::ShapeOf(const clients::NodeInfo& node) {
  translate::Client client = clients::ClientOf(*world_, distinctions_, node);
  const auto [found, added] = shape_numbers_.try_emplace(client, static_cast<ads::ShapeId>(shapes_.size()));
  if (added) shapes_.push_back(std::move(client));
  return found->second;
}

absl::StatusOr<ads::ClientIdentity> WorldSource::Identify(uint64_t stream, const ::envoy::config::core::v3::Node& node) {
  WEFT_ASSIGN_OR_RETURN(clients::NodeInfo info, clients::ParseNode(node));
  const ads::ClientIdentity identity{ShapeOf(info), info.Can(clients::Capability::kResourceErrors),
                                     info.Can(clients::Capability::kClusterWarming)};
  streams_.insert_or_assign(stream, StreamClient{std::move(info), identity.shape});
  return identity;
}

const clients::NodeInfo* WorldSource::node(uint64_t stream) const {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : &found->second.node;
}

ads::SourceResource WorldSource::Get(const ads::ResourceKey& key) {
  translate::Translation made = translate::Translate(*world_, shapes_[key.shape], TypeOf(key.type), key.name);
  Dependencies& dependencies = resources_[key];
  Unlink(key, dependencies);
  dependencies = {std::move(made.hosts), made.of_everything};
  for (const std::string& host : dependencies.hosts) by_host_[host].insert(key);
  if (dependencies.everything) of_everything_.insert(key);
  return {std::move(made.resource), std::move(made.missing), std::move(made.left_out)};
}

void WorldSource::Release(const ads::ResourceKey& key) {
  const auto found = resources_.find(key);
  if (found == resources_.end()) return;
  Unlink(key, found->second);
  resources_.erase(found);
}

void WorldSource::Unlink(const ads::ResourceKey& key, const Dependencies& dependencies) {
  if (dependencies.everything) of_everything_.erase(key);
  for (const std::string& host : dependencies.hosts) {
    const auto found = by_host_.find(host);
    if (found == by_host_.end()) continue;
    found->second.erase(key);
    if (found->second.empty()) by_host_.erase(found);
  }
}

std::vector<std::string> WorldSource::AllNames(ads::ShapeId shape, ads::TypeId type) {
  return translate::AllNames(*world_, shapes_[shape], TypeOf(type));
}

std::vector<ads::ResourceKey> WorldSource::ConcernedBy(const registry::Changes& changes) const {
  std::vector<ads::ResourceKey> keys;
  if (changes.empty()) return keys;
  if (changes.everything) {
    for (const auto& [key, dependencies] : resources_) keys.push_back(key);
    return keys;
  }
  std::set<ads::ResourceKey> concerned = of_everything_;
  for (const std::string& host : changes.hosts) {
    if (auto found = by_host_.find(host); found != by_host_.end()) concerned.insert(found->second.begin(), found->second.end());
  }
  return {concerned.begin(), concerned.end()};
}

// When other labels matter than before, or an Envoy becomes a gateway, clients get other shapes.
std::vector<std::pair<uint64_t, ads::ShapeId>> WorldSource::Reshape(bool gateways_changed) {
  std::vector<std::pair<uint64_t, ads::ShapeId>> reshaped;
  clients::Distinctions distinctions = clients::DistinctionsIn(*world_);
  if (distinctions == distinctions_ && !gateways_changed) return reshaped;
  distinctions_ = std::move(distinctions);
  for (auto& [stream, client] : streams_) {
    const ads::ShapeId shape = ShapeOf(client.node);
    if (shape == client.shape) continue;
    client.shape = shape;
    reshaped.emplace_back(stream, shape);
  }
  return reshaped;
}

ads::SourceChange WorldSource::SetWorld(std::shared_ptr<const registry::World> world, const registry::Changes& changes) {
  world_ = std::move(world);
  return {ConcernedBy(changes), !changes.empty(), Reshape(changes.gateways)};
}

}  // namespace weft::control
