// Every resource that somebody is subscribed to, translated and encoded once for all clients of the same shape.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

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
    std::optional<::google::protobuf::Any> encoded;
    uint64_t hash = 0;    // of the bytes; 0 when there is no such resource
    std::string missing;  // why
    std::vector<std::string> left_out;  // what rules ask for and it does not say, for people
    // When there is none any more: what it was last, for a client that must not lose it before what replaces it is there.
    std::optional<::google::protobuf::Any> last;
    uint64_t last_hash = 0;
  };

  explicit ResourceCache(std::shared_ptr<const registry::World> world) : world_(std::move(world)) {}

  Shape Intern(const translate::Client& client);
  const translate::Client& client(Shape shape) const { return shapes_[shape]; }

  // Subscribed and unsubscribed; each Acquire wants its Release.
  void Acquire(const Key& key);
  void Release(const Key& key);

  // Precondition: acquired. Valid until the next SetWorld or Release.
  const Resource& Get(const Key& key) const { return entries_.at(key).resource; }

  // Translates again what the changes may concern; returns what became different.
  std::vector<Key> SetWorld(std::shared_ptr<const registry::World> world, const registry::Changes& changes);

  const registry::World& world() const { return *world_; }
  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    uint32_t users = 0;
    Resource resource;
    std::vector<std::string> hosts;
  };
  void Fill(const Key& key, Entry& entry);
  static void Put(std::optional<::google::protobuf::Any> encoded, Resource& resource);
  void Forget(const Key& key, const Entry& entry);

  std::shared_ptr<const registry::World> world_;
  std::map<translate::Client, Shape> shape_numbers_;
  std::vector<translate::Client> shapes_;
  std::map<Key, Entry> entries_;
  std::map<std::string, std::set<Key>> by_host_;
};

}  // namespace weft::ads
