// SPDX-License-Identifier: Apache-2.0
// What the hub shows of its streams.
#include "ads/hub/hub.h"

namespace weft::ads {

std::vector<StreamStatus> Hub::Describe() const {
  std::vector<StreamStatus> list;
  for (const auto& [id, stream] : streams_) {
    StreamStatus& status = list.emplace_back();
    status.id = id;
    status.peer = stream.peer;
    status.delta = stream.variant == Variant::kDelta;
    status.types.resize(types_.size());
    for (TypeId type = 0; type < stream.topics.size(); ++type) {
      status.types[type] = stream.Of(type).Describe();
      for (const std::string& name : status.types[type].names) {
        const auto& left_out = cache_.Get(stream.shape, type, name).left_out;
        status.left_out.insert(status.left_out.end(), left_out.begin(), left_out.end());
      }
    }
  }
  return list;
}

std::vector<Holding> Hub::Holdings(const std::function<bool(const ::envoy::config::core::v3::Node&)>& filter) const {
  std::vector<Holding> list;
  for (const auto& [id, stream] : streams_) {
    ::envoy::config::core::v3::Node node;
    if (!stream.identified() || !node.ParseFromString(stream.node_bytes) || !filter(node)) continue;
    Holding& holding = list.emplace_back();
    holding.node = std::move(node);
    holding.delta = stream.variant == Variant::kDelta;
    for (TypeId type = 0; type < stream.topics.size(); ++type) {
      for (Subscription::Held& held : stream.Of(type).DescribeNames()) {
        const ResourceCache::Resource& now = cache_.Get(stream.shape, type, held.name);
        holding.resources.push_back({type, std::move(held), &now});
      }
    }
  }
  return list;
}

std::vector<Nack> Hub::Nacks() const {
  std::vector<Nack> list;
  for (const auto& [id, stream] : streams_) {
    for (TypeId type = 0; type < stream.topics.size(); ++type) {
      if (stream.Of(type).nacks() == 0) continue;
      ::envoy::config::core::v3::Node node;
      node.ParseFromString(stream.node_bytes);
      for (Subscription::NackedResource& nacked : stream.Of(type).Describe().nacked_resources) {
        const ResourceCache::Resource& now = cache_.Get(stream.shape, type, nacked.name);
        if (now.encoded == nullptr) continue;
        list.push_back(
            {node.id(), {stream.shape, type, std::move(nacked.name)}, std::move(nacked.message), &now.encoded->any()});
      }
    }
  }
  return list;
}

}  // namespace weft::ads
