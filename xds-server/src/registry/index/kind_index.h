// SPDX-License-Identifier: Apache-2.0
// What the registry knows of one kind of object: how it is kept, what of it worlds share, and whom a change concerns. A new
// kind is one file here that makes a KindIndex, and one row of the table in kinds.cc.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "registry/changes.h"
#include "registry/index/virtual_service_index.h"
#include "registry/services/service_table.h"
#include "registry/world.h"
#include "store/source.h"

namespace weft::registry {

// Not thread-safe: the control thread owns it.
class KindIndex {
 public:
  virtual ~KindIndex() = default;
  // Takes the place of the object of the same key. An object that cannot be parsed is left out, and so is its former state.
  virtual absl::Status Put(const store::Object& object) = 0;
  virtual void Remove(const store::Key& key) = 0;
  // Adds what the changes since the last call concern.
  virtual void ChangedHosts(Changes& changes) = 0;
  // Puts what worlds have of this kind there, in O(1): the same as before if nothing changed. After ChangedHosts of all kinds.
  virtual void Share(WorldParts& parts) = 0;
};

// What kinds decide about together.
struct IndexContext {
  std::string domain;
  VirtualServiceIndex virtual_services;  // wildcard rules look at services
  ServiceTable services;                 // of Services, ServiceEntries, and their workloads
};

// One kind that shapes traffic.
struct KindRow {
  std::string_view group;
  std::string_view plural;
  std::unique_ptr<KindIndex> (*make)(IndexContext& context);  // `context` outlives it
};

// All of them; ChangedHosts is asked in this order.
const std::vector<KindRow>& KindRows();

std::unique_ptr<KindIndex> MakeVirtualServiceKind(IndexContext& context);
std::unique_ptr<KindIndex> MakeDestinationRuleKind(IndexContext& context);
std::unique_ptr<KindIndex> MakeGatewayKind(IndexContext& context);
std::unique_ptr<KindIndex> MakeServiceKind(IndexContext& context);
std::unique_ptr<KindIndex> MakeServiceEntryKind(IndexContext& context);
std::unique_ptr<KindIndex> MakeWorkloadEntryKind(IndexContext& context);

// A kind whose objects stand in an index of their own, a value of cheap copies with Add(ptr) and Remove(ptr) (see
// virtual_service_index.h); worlds share a copy.
template <typename T, typename Index>
class RuleKind : public KindIndex {
 public:
  absl::Status Put(const store::Object& object) override {
    auto parsed = store::TypedOf<T>(object);
    Remove(object.key);
    if (!parsed.ok()) return parsed.status();
    index_.Add(*parsed);
    AddChangeOf(**parsed, changes_);
    held_.emplace(std::pair(object.key.ns, object.key.name), *std::move(parsed));
    shared_ = nullptr;
    return absl::OkStatus();
  }
  void Remove(const store::Key& key) override {
    auto found = held_.find({key.ns, key.name});
    if (found == held_.end()) return;
    AddChangeOf(*found->second, changes_);
    index_.Remove(found->second);
    held_.erase(found);
    shared_ = nullptr;
  }
  void ChangedHosts(Changes& changes) override { changes.Merge(std::exchange(changes_, {})); }
  void Share(WorldParts& parts) override {
    if (shared_ == nullptr) shared_ = std::make_shared<const Index>(index_);
    parts.Put<Index>(shared_);
  }

 protected:
  explicit RuleKind(Index& index) : index_(index) {}
  // Whom the rule concerns: called after it has been added, and before it is removed.
  virtual void AddChangeOf(const T& rule, Changes& changes) = 0;

  Index& index_;

 private:
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const T>> held_;  // by namespace and name
  std::shared_ptr<const Index> shared_;                                           // nullptr: index_ has changed since
  Changes changes_;
};

}  // namespace weft::registry
