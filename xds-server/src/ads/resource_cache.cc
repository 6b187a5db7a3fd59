#include "ads/resource_cache.h"

#include <functional>

namespace weft::ads {

ResourceCache::Shape ResourceCache::Intern(const translate::Client& client) {
  auto [found, added] = shape_numbers_.try_emplace(client, static_cast<Shape>(shapes_.size()));
  if (added) shapes_.push_back(client);
  return found->second;
}

void ResourceCache::Fill(const Key& key, Entry& entry) {
  translate::Translation translation = translate::Translate(*world_, shapes_[key.shape], key.type, key.name);
  Forget(key, entry);
  entry.hosts = std::move(translation.hosts);
  for (const std::string& host : entry.hosts) by_host_[host].insert(key);
  entry.resource.missing = std::move(translation.missing);
  entry.resource.left_out = std::move(translation.left_out);
  Put(std::move(translation.resource), entry.resource);
}

void ResourceCache::Put(std::optional<::google::protobuf::Any> encoded, Resource& resource) {
  if (encoded) {
    resource.last.reset();
    resource.last_hash = 0;
  } else if (resource.encoded) {
    resource.last = std::move(resource.encoded);
    resource.last_hash = resource.hash;
  }
  resource.encoded = std::move(encoded);
  resource.hash = 0;
  if (!resource.encoded) return;
  resource.hash = std::hash<std::string>()(resource.encoded->value());
  if (resource.hash == 0) resource.hash = 1;
}

void ResourceCache::Forget(const Key& key, const Entry& entry) {
  for (const std::string& host : entry.hosts) {
    auto found = by_host_.find(host);
    if (found == by_host_.end()) continue;
    found->second.erase(key);
    if (found->second.empty()) by_host_.erase(found);
  }
}

void ResourceCache::Acquire(const Key& key) {
  auto [found, added] = entries_.try_emplace(key);
  if (added) Fill(key, found->second);
  ++found->second.users;
}

void ResourceCache::Release(const Key& key) {
  auto found = entries_.find(key);
  if (found == entries_.end() || --found->second.users > 0) return;
  Forget(key, found->second);
  entries_.erase(found);
}

std::vector<ResourceCache::Key> ResourceCache::SetWorld(std::shared_ptr<const registry::World> world,
                                                        const registry::Changes& changes) {
  world_ = std::move(world);
  std::set<Key> concerned;
  if (changes.everything) {
    for (const auto& [key, entry] : entries_) concerned.insert(key);
  }
  for (const std::string& host : changes.hosts) {
    if (auto found = by_host_.find(host); found != by_host_.end()) concerned.insert(found->second.begin(), found->second.end());
  }
  std::vector<Key> different;
  for (const Key& key : concerned) {
    Entry& entry = entries_.at(key);
    const uint64_t hash = entry.resource.hash;
    const std::string missing = entry.resource.missing;
    Fill(key, entry);
    if (entry.resource.hash != hash || entry.resource.missing != missing) different.push_back(key);
  }
  return different;
}

}  // namespace weft::ads
