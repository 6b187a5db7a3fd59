// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.h"

#include <algorithm>

#include "base/strings.h"

namespace weft::registry {
namespace {

std::string ErrorKey(const store::Key& key) { return StrCat(key.plural, " ", key.ns, "/", key.name); }

}  // namespace

Registry::Registry(std::string domain, const std::vector<KindRow>& rows)
    : domain_(std::move(domain)), context_{domain_, VirtualServiceIndex(domain_), {}} {
  for (const KindRow& row : rows) kinds_.push_back({row, row.make(context_)});
}

KindIndex* Registry::FindKind(const store::Key& key) const {
  for (const Kind& kind : kinds_) {
    if (kind.row.plural == key.plural && kind.row.group == key.group) return kind.index.get();
  }
  return nullptr;
}

void Registry::Apply(const store::Event& event) {
  if (event.type == store::Event::Type::kDeleted) {
    Remove(event.object.key, event.object.resource_version);
  } else {
    Put(event.object);
  }
}

void Registry::Put(const store::Object& object) {
  version_ = std::max(version_, object.resource_version);
  if (!errors_.empty()) errors_.erase(ErrorKey(object.key));
  KindIndex* kind = FindKind(object.key);
  if (kind == nullptr) return;
  if (absl::Status status = kind->Put(object); !status.ok()) errors_[ErrorKey(object.key)] = std::string(status.message());
}

void Registry::PutAll(const store::ObjectSource& source) {
  for (const manifest::Kind& kind : manifest::Kinds()) {
    for (const store::Object& object : source.List(kind.group, kind.plural, "").objects) Put(object);
  }
}

void Registry::Remove(const store::Key& key, uint64_t resource_version) {
  version_ = std::max(version_, resource_version);
  if (!errors_.empty()) errors_.erase(ErrorKey(key));
  if (KindIndex* kind = FindKind(key)) kind->Remove(key);
}

Registry::Snapshot Registry::Take() {
  Changes changes;
  for (const Kind& kind : kinds_) kind.index->ChangedHosts(changes);
  if (world_ == nullptr || world_->version() != version_ || !changes.empty()) {
    WorldParts parts;
    for (const Kind& kind : kinds_) kind.index->Share(parts);
    world_ = std::make_shared<const World>(version_, domain_, std::move(parts));
  }
  return {world_, std::move(changes)};
}

}  // namespace weft::registry
