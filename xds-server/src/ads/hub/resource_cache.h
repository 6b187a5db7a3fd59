// SPDX-License-Identifier: Apache-2.0
// Every resource that somebody is subscribed to, encoded once for all clients of the same shape.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "ads/hub/resource_source.h"
#include "ads/wire/encoded_resource.h"

namespace weft::ads {

// Not thread-safe: the hub owns it.
class ResourceCache {
 public:
  struct Resource {
    std::shared_ptr<const EncodedResource> encoded;  // nullptr when there is none
    uint64_t hash = 0;                               // of the bytes; 0 when there is none
    std::string missing;                             // why
    std::vector<std::string> left_out;               // see SourceResource
    // When there is none any more: what it was last, for a client that must not lose it before what replaces it is there.
    std::shared_ptr<const EncodedResource> last;
  };
  using Names = std::vector<std::string>;

  // `types`: how many there are. `source` must outlive the cache.
  ResourceCache(ResourceSource& source, size_t types) : source_(source), types_(types) {}

  // Subscribed and unsubscribed; each Acquire needs its Release.
  void Acquire(const ResourceKey& key);
  void Release(const ResourceKey& key);

  // Precondition: acquired. Valid until the next Update or Release.
  const Resource& Get(ShapeId shape, TypeId type, const std::string& name) const {
    return shapes_[shape][type].entries.at(name).resource;
  }

  // Everything that there is of a type for a shape. The same list, not just an equal one, as long as there is nothing else.
  std::shared_ptr<const Names> AllNames(ShapeId shape, TypeId type);

  // Asks the source again for what may have changed; returns what is different, in order.
  std::vector<ResourceKey> Update(const SourceChange& change);

  size_t size() const { return size_; }

 private:
  struct Entry {
    uint32_t users = 0;
    Resource resource;
  };
  struct OfType {
    std::unordered_map<std::string, Entry> entries;
    std::shared_ptr<const Names> names;
    uint64_t generation = 0;  // of the names
  };
  OfType& At(ShapeId shape, TypeId type);
  void Fill(const ResourceKey& key, Resource& resource);
  static void Put(std::shared_ptr<const EncodedResource> encoded, Resource& resource);

  ResourceSource& source_;
  const size_t types_;
  uint64_t generation_ = 1;
  std::vector<std::vector<OfType>> shapes_;  // by ShapeId and TypeId
  size_t size_ = 0;
};

}  // namespace weft::ads
