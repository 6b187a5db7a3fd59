// SPDX-License-Identifier: Apache-2.0
#include "ads/hub/resource_cache.h"

#include <utility>

namespace weft::ads {

ResourceCache::OfType& ResourceCache::At(ShapeId shape, TypeId type) {
  while (shapes_.size() <= shape) shapes_.emplace_back(types_);
  return shapes_[shape][type];
}

void ResourceCache::Fill(const ResourceKey& key, Resource& resource) {
  SourceResource now = source_.Get(key);
  resource.missing = std::move(now.missing);
  resource.left_out = std::move(now.left_out);
  std::shared_ptr<const EncodedResource> encoded;
  if (now.resource) encoded = std::make_shared<EncodedResource>(key.name, *std::move(now.resource));
  Put(std::move(encoded), resource);
}

// What is equal stays the object that it was, with the bytes that are made of it already.
void ResourceCache::Put(std::shared_ptr<const EncodedResource> encoded, Resource& resource) {
  if (encoded != nullptr) {
    resource.last.reset();
    if (encoded->hash() == resource.hash) return;
  } else if (resource.encoded != nullptr) {
    resource.last = std::move(resource.encoded);
  }
  resource.encoded = std::move(encoded);
  resource.hash = resource.encoded == nullptr ? 0 : resource.encoded->hash();
}

void ResourceCache::Acquire(const ResourceKey& key) {
  auto [found, added] = At(key.shape, key.type).entries.try_emplace(key.name);
  if (added) {
    Fill(key, found->second.resource);
    ++size_;
  }
  ++found->second.users;
}

void ResourceCache::Release(const ResourceKey& key) {
  auto& entries = At(key.shape, key.type).entries;
  const auto found = entries.find(key.name);
  if (found == entries.end() || --found->second.users > 0) return;
  entries.erase(found);
  --size_;
  source_.Release(key);
}

std::shared_ptr<const ResourceCache::Names> ResourceCache::AllNames(ShapeId shape, TypeId type) {
  OfType& all = At(shape, type);
  if (all.generation == generation_) return all.names;
  all.generation = generation_;
  Names names = source_.AllNames(shape, type);
  if (all.names == nullptr || *all.names != names) all.names = std::make_shared<const Names>(std::move(names));
  return all.names;
}

std::vector<ResourceKey> ResourceCache::Update(const SourceChange& change) {
  if (change.names) ++generation_;
  std::vector<ResourceKey> different;
  for (const ResourceKey& key : change.keys) {
    auto& entries = At(key.shape, key.type).entries;
    const auto found = entries.find(key.name);
    if (found == entries.end()) continue;
    Resource& resource = found->second.resource;
    const uint64_t hash = resource.hash;
    const std::string missing = resource.missing;
    Fill(key, resource);
    if (resource.hash != hash || resource.missing != missing) different.push_back(key);
  }
  return different;
}

}  // namespace weft::ads
