#include "ads/resource_cache.h"

#include "translate/all_names.h"

namespace weft::ads {

ResourceCache::Shape ResourceCache::Intern(const translate::Client& client) {
  auto [found, added] = shape_numbers_.try_emplace(client, static_cast<Shape>(shapes_.size()));
  if (added) shapes_.emplace_back().client = client;
  return found->second;
}

void ResourceCache::Fill(const Key& key, Entry& entry) {
  translate::Translation translation = translate::Translate(*world_, shapes_[key.shape].client, key.type, key.name);
  Forget(key, entry);
  entry.hosts = std::move(translation.hosts);
  entry.of_everything = translation.of_everything;
  for (const std::string& host : entry.hosts) by_host_[host].insert(key);
  if (entry.of_everything) of_everything_.insert(key);
  entry.resource.missing = std::move(translation.missing);
  entry.resource.left_out = std::move(translation.left_out);
  std::shared_ptr<const EncodedResource> encoded;
  if (translation.resource) encoded = std::make_shared<EncodedResource>(key.name, *std::move(translation.resource));
  Put(std::move(encoded), entry.resource);
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

void ResourceCache::Forget(const Key& key, const Entry& entry) {
  if (entry.of_everything) of_everything_.erase(key);
  for (const std::string& host : entry.hosts) {
    auto found = by_host_.find(host);
    if (found == by_host_.end()) continue;
    found->second.erase(key);
    if (found->second.empty()) by_host_.erase(found);
  }
}

void ResourceCache::Acquire(const Key& key) {
  auto [found, added] = shapes_[key.shape].entries[static_cast<int>(key.type)].try_emplace(key.name);
  if (added) {
    Fill(key, found->second);
    ++size_;
  }
  ++found->second.users;
}

void ResourceCache::Release(const Key& key) {
  auto& entries = shapes_[key.shape].entries[static_cast<int>(key.type)];
  auto found = entries.find(key.name);
  if (found == entries.end() || --found->second.users > 0) return;
  Forget(key, found->second);
  entries.erase(found);
  --size_;
}

std::shared_ptr<const ResourceCache::Names> ResourceCache::AllNames(Shape shape, translate::Type type) {
  AllOfType& all = shapes_[shape].all[static_cast<int>(type)];
  if (all.worlds == worlds_) return all.names;
  all.worlds = worlds_;
  Names names = translate::AllNames(*world_, shapes_[shape].client, type);
  if (all.names == nullptr || *all.names != names) all.names = std::make_shared<const Names>(std::move(names));
  return all.names;
}

std::set<ResourceCache::Key> ResourceCache::ConcernedBy(const registry::Changes& changes) const {
  std::set<Key> concerned;
  if (changes.empty()) return concerned;
  if (changes.everything) {
    for (Shape shape = 0; shape < shapes_.size(); ++shape) {
      for (int i = 0; i < translate::kTypes; ++i) {
        const auto type = static_cast<translate::Type>(i);
        for (const auto& [name, entry] : shapes_[shape].entries[i]) concerned.insert({shape, type, name});
      }
    }
    return concerned;
  }
  concerned = of_everything_;
  for (const std::string& host : changes.hosts) {
    if (auto found = by_host_.find(host); found != by_host_.end()) concerned.insert(found->second.begin(), found->second.end());
  }
  return concerned;
}

std::vector<ResourceCache::Key> ResourceCache::SetWorld(std::shared_ptr<const registry::World> world,
                                                        const registry::Changes& changes) {
  world_ = std::move(world);
  if (!changes.empty()) ++worlds_;
  std::vector<Key> different;
  for (const Key& key : ConcernedBy(changes)) {
    Entry& entry = EntryOf(key);
    const uint64_t hash = entry.resource.hash;
    const std::string missing = entry.resource.missing;
    Fill(key, entry);
    if (entry.resource.hash != hash || entry.resource.missing != missing) different.push_back(key);
  }
  return different;
}

}  // namespace weft::ads
