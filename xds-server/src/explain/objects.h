// SPDX-License-Identifier: Apache-2.0
// The objects that an explanation reasons about, and where each was written.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "store/store.h"

namespace weft::explain {

// Filled by its owner, then read; not thread-safe while it is filled.
class Objects {
 public:
  // "rules.yaml:12" for a field of the object ("spec.http[0]"; empty: the object itself).
  using Place = std::function<std::string(std::string_view field)>;

  // Of two objects with one name the later counts. `place` is null for what was not read from a file.
  void Put(store::Object object, Place place = nullptr);

  const std::map<store::Key, store::Object>& all() const { return objects_; }
  bool HasWorkloads() const;

  // Where the field of a VirtualService was written; empty when that is not known.
  std::string PlaceOfRule(std::string_view ns, std::string_view name, std::string_view field) const;

 private:
  std::map<store::Key, store::Object> objects_;
  std::map<store::Key, Place> places_;
};

}  // namespace weft::explain
