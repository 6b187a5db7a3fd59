// What the hub tells of its streams.
#include "ads/hub/hub.h"

namespace weft::ads {

using translate::Type;

std::vector<StreamStatus> Hub::Describe() const {
  std::vector<StreamStatus> list;
  for (const auto& [id, stream] : streams_) {
    StreamStatus status;
    status.id = id;
    status.peer = stream.peer;
    status.delta = stream.variant == Variant::kDelta;
    status.node = stream.node;
    for (size_t i = 0; i < stream.types.size(); ++i) {
      status.types[i] = stream.types[i]->Describe();
      for (const std::string& name : status.types[i].names) {
        const auto& left_out = cache_.Get(stream.shape, static_cast<Type>(i), name).left_out;
        status.left_out.insert(status.left_out.end(), left_out.begin(), left_out.end());
      }
    }
    list.push_back(std::move(status));
  }
  return list;
}

std::vector<Holding> Hub::Holdings(const std::function<bool(const ::envoy::config::core::v3::Node&)>& wanted) const {
  std::vector<Holding> list;
  for (const auto& [id, stream] : streams_) {
    ::envoy::config::core::v3::Node node;
    if (!stream.node || !node.ParseFromString(stream.told) || !wanted(node)) continue;
    Holding& holding = list.emplace_back();
    holding.node = std::move(node);
    holding.delta = stream.variant == Variant::kDelta;
    for (size_t i = 0; i < stream.types.size(); ++i) {
      const Type type = static_cast<Type>(i);
      for (Subscription::Held& held : stream.types[i]->DescribeNames()) {
        const ResourceCache::Resource& now = cache_.Get(stream.shape, type, held.name);
        holding.resources.push_back({type, std::move(held), &now});
      }
    }
  }
  return list;
}

std::vector<Refusal> Hub::Refusals() const {
  std::vector<Refusal> list;
  for (const auto& [id, stream] : streams_) {
    for (size_t i = 0; i < stream.types.size(); ++i) {
      if (stream.types[i]->refusals() == 0) continue;
      const Type type = static_cast<Type>(i);
      for (Subscription::Refused& refused : stream.types[i]->Describe().refused) {
        const ResourceCache::Resource& now = cache_.Get(stream.shape, type, refused.name);
        if (now.encoded == nullptr) continue;
        auto causes =
            CausesOf(cache_.world(), cache_.client(stream.shape), type, refused.name, now.encoded->any(), refused.message);
        list.push_back({stream.node->id, type, std::move(refused.name), std::move(refused.message), std::move(causes)});
      }
    }
  }
  return list;
}

}  // namespace weft::ads
