// SPDX-License-Identifier: Apache-2.0
// Keeps the typed form of the stored objects and assembles a World from them, touching only what changed.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "registry/changes.h"
#include "registry/index/kind_index.h"
#include "registry/world.h"
#include "store/source.h"

namespace weft::registry {

// Not thread-safe: the control thread owns it. An object that cannot be parsed is left out and named in errors().
class Registry {
 public:
  // With the kinds of `rows` alone, which must have those that a World needs.
  explicit Registry(std::string domain = "cluster.local", const std::vector<KindRow>& rows = KindRows());
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // Objects of kinds that do not shape traffic are ignored.
  void Put(const store::Object& object);
  void Remove(const store::Key& key, uint64_t resource_version);
  void Apply(const store::Event& event);
  // Every object that the source has now.
  void PutAll(const store::ObjectSource& source);

  // The world as it is now and what changed since the last call. Costs what changed.
  struct Snapshot {
    std::shared_ptr<const World> world;
    Changes changes;
  };
  Snapshot Take();

  // Objects left out, by "plural namespace/name", with the reason.
  const std::map<std::string, std::string>& errors() const { return errors_; }

 private:
  KindIndex* FindKind(const store::Key& key) const;

  const std::string domain_;
  IndexContext context_;
  struct Kind {
    KindRow row;
    std::unique_ptr<KindIndex> index;
  };
  std::vector<Kind> kinds_;
  uint64_t version_ = 0;
  std::map<std::string, std::string> errors_;
  std::shared_ptr<const World> world_;
};

}  // namespace weft::registry
