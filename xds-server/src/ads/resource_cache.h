// Every resource that somebody is subscribed to, translated and encoded once for all clients of the same shape.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "ads/wire/encoded_resource.h"
#include "registry/registry.h"
#include "translate/translate.h"

namespace weft::ads {

// Not thread-safe: the control thread owns it.
class ResourceCache {
 public:
  // The number of a client shape.
  using Shape = uint32_t;
  struct Key {
    Shape shape;
    translate::Type type;
    std::string name;
    auto operator<=>(const Key&) const = default;
  };
  struct Resource {
    std::shared_ptr<const EncodedResource> encoded;  // nullptr when there is none
    uint64_t hash = 0;                               // of the bytes; 0 when there is none
    std::string missing;                             // why
    std::vector<std::string> left_out;               // what rules ask for and it does not say, for people
    // When there is none any more: what it was last, for a client that must not lose it before what replaces it is there.
    std::shared_ptr<const EncodedResource> last;
  };
  using Names = std::vector<std::string>;

  explicit ResourceCache(std::shared_ptr<const registry::World> world) : world_(std::move(world)) {}

  Shape Intern(const translate::Client& client);
  const translate::Client& client(Shape shape) const { return shapes_[shape].client; }

  // Subscribed and unsubscribed; each Acquire wants its Release.
  void Acquire(const Key& key);
  void Release(const Key& key);

  // Precondition: acquired. Valid until the next SetWorld or Release.
  const Resource& Get(Shape shape, translate::Type type, const std::string& name) const {
    return shapes_[shape].entries[static_cast<int>(type)].at(name).resource;
  }

  // Everything that there is of a type for a shape. The same list, not just an equal one, as long as there is nothing else.
  std::shared_ptr<const Names> AllNames(Shape shape, translate::Type type);

  // Translates again what the changes may concern; returns what became different, in order.
  std::vector<Key> SetWorld(std::shared_ptr<const registry::World> world, const registry::Changes& changes);

  const registry::World& world() const { return *world_; }
  size_t size() const { return size_; }

 private:
  struct Entry {
    uint32_t users = 0;
    Resource resource;
    std::vector<std::string> hosts;
    bool of_everything = false;
  };
  struct AllOfType {
    std::shared_ptr<const Names> names;
    uint64_t worlds = 0;  // how many there had been when it was made
  };
  struct OfShape {
    translate::Client client;
    std::array<std::unordered_map<std::string, Entry>, translate::kTypes> entries;
    std::array<AllOfType, translate::kTypes> all;
  };
  Entry& EntryOf(const Key& key) { return shapes_[key.shape].entries[static_cast<int>(key.type)].at(key.name); }
  void Fill(const Key& key, Entry& entry);
  static void Put(std::shared_ptr<const EncodedResource> encoded, Resource& resource);
  void Forget(const Key& key, const Entry& entry);
  std::set<Key> ConcernedBy(const registry::Changes& changes) const;

  std::shared_ptr<const registry::World> world_;
  uint64_t worlds_ = 1;
  std::map<translate::Client, Shape> shape_numbers_;
  std::vector<OfShape> shapes_;
  size_t size_ = 0;
  std::map<std::string, std::set<Key>> by_host_;
  std::set<Key> of_everything_;
};

}  // namespace weft::ads
